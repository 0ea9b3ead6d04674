"""Secrets in every table, and a generator that asks for them without knowing the answers."""
