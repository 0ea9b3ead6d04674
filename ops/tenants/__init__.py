"""Tenants: the template, the copies made from it, and the hub's registry of them.

Runs in the ERP environment (it needs Frappe): `python -m ops.tenants <verb>`. One site per entity,
each with its own database, user, encryption key and secrets; nothing is shared but the code.
"""
