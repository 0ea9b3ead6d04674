"""Diwan: shared HR and finance resource planning for government entities, as a Frappe app."""

__version__ = "0.1.0"
