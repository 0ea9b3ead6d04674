"""How the app joins Frappe: one section per area, each pointing at the code that owns it."""

app_name = "erp_app"
app_title = "Diwan"
app_publisher = "Diwan project"
app_description = "Shared HR and finance resource planning for government entities"
app_email = "project@diwan.example"
app_license = "MIT"

# --- Finance -------------------------------------------------------------------------------

# --- People, hub, install, desk ------------------------------------------------------------

# --- Guards and audit ----------------------------------------------------------------------
