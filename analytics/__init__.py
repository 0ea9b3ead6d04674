"""From the entities' books to one warehouse: extract, load, transform, publish, analyse.

Knows the ERP through contracts/erp_extract.yml alone: it imports neither erp_app nor frappe.
"""
