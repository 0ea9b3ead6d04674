"""Writing the demonstration into entity sites, through the app's bulk ways in. Needs Frappe."""
