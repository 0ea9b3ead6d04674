"""What the demonstration government looks like, from a plan and a seed. Pure: no site, no database.

Uses the standard library, PyYAML, the app's domain rules and its data files.
"""
