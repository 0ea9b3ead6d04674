"""Configuration files of the servers: Jinja2 templates, filled in strictly."""
