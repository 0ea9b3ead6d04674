"""The platform's side of the warehouse: its reading user, its night, its servers."""
