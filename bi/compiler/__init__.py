"""Dashboards as code: from dashboards/*.yml to Superset, and from Superset back to compare.

`form` reads our own small form, `datasets`, `charts`, `layout` and `bundle` make Superset's import
of it, `chain` proves it against the models and the contract without a server, `server` pushes and
compares inside Superset's environment. Roles and row-level security are not its business.
"""
