"""The part of every site's configuration file that security depends on. Standard library only."""

HARDENED_SITE_CONFIG: dict[str, object] = {
    "allow_cors": None,  # no other origin may call us
    "allow_tests": False,
    "deny_multiple_sessions": 0,
    "developer_mode": 0,
    "disable_website_cache": 0,
    "diwan_guard_record": 0,
    "diwan_trust_site_header": 0,
    "enable_frappe_logger": 1,
    "ignore_csrf": 0,
    "keep_backups_for_hours": 24 * 14,
    "max_file_size": 25 * 1024 * 1024,
    "mute_emails": 1,  # until the entity has its own mail account
    "server_script_enabled": 0,
}


def harden_site_config(config: dict) -> dict:
    """Return the configuration with the hardened values over it; None removes a key."""
    merged = {**config, **HARDENED_SITE_CONFIG}
    return {key: value for key, value in merged.items() if value is not None}
