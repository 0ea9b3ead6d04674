"""From the lake to a build: raw views, dbt's models, reconciliation, the last good slices."""
