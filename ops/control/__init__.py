"""Bringing an installation up and down, and saying how it is. Stands on every other part of ops."""
