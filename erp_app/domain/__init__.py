"""Pure rules of the government ledger: the standard library and python-stdnum, no framework,
no database.

Everything here runs and is tested without Frappe installed.
"""
