"""What differs between the two bases that the app runs on, and that it meets by name.

The restored development version of August 2023 that the platform builds, and any upstream bench of
version 15 (tested with 15.41). Where both understand one way of asking, the app asks that way and
nothing is needed here: `frappe.has_permission` with a document and a user, `publish_realtime`.
"""

# Roles that Frappe gives to everybody who is logged in, without a grant. "Desk User" came later.
ROLES_OF_EVERYBODY = ("All", "Guest", "Desk User")
