"""Messages from the hub to the entities: numbered, applied in order and once."""
