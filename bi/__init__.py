"""The dashboards' side of Diwan: what Superset is told about sign-in, roles, rows and connections.

Runs inside Superset's environment. `bi.environment` and `bi.scope` are plain Python; everything
else may import Superset. Nothing here imports the ERP, dbt or the extraction.
"""
