"""The command line: a thin skin over ops. Parses, calls, shows; decides nothing."""
