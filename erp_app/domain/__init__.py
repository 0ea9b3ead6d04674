"""Pure rules of the government ledger: standard library only, no framework, no database.

Everything here runs and is tested without Frappe installed.
"""
