"""The servers of an instance: their configuration, start order, health and stop."""
