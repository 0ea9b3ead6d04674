"""People: who works where, in which position and grade, since when."""
