"""The only rooms that query the database: domain types in, domain types out."""
