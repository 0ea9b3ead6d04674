"""Python environments from lock files, and work done in another environment than one's own."""
