"""Where the warehouse keeps its things and which databases it reads."""
