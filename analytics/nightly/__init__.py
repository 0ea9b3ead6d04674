"""The night: its steps in order, its record, one at a time; started by the platform or by hand."""
