"""Prints that take long: made in the background, told with a bar, fetched from the bell."""
