"""What a person at a terminal sees of the platform's work."""
