"""Pure rules about people: numbers that check themselves, effective dating, heads counted.

Standard library only; nothing here knows of Frappe or a database.
"""
