"""Ops: what installs, starts, watches and stops the platform on one machine.

Owns processes, ports, secrets and tenants. Holds no business rule: those live in erp_app.
"""
