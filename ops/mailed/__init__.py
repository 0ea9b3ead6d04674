"""Dashboards by mail: who asked for which, when it is due, and the page as its reader sees it."""
