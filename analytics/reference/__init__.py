"""Facts that no entity keeps: the calendar."""
