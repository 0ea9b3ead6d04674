"""Dashboards by mail, and what else is done when a night has published."""
