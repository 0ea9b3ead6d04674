"""People: who works where, in which post and grade, since when."""
