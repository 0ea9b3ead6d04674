"""Whitelisted endpoints: guard, parse, call, shape. No rule and no query lives here."""
