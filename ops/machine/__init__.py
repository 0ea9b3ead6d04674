"""What the machine itself must have: parts that come from Debian."""
