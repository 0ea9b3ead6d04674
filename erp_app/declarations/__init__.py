"""What each document declares of itself beside its DocType: one YAML file, read without Frappe.

Owns the grammar of those files and the one way to read them. What follows from a declaration
outside the ERP (contract, models, lists) is written by `./diwan declare`; inside, it is read here.
"""
