"""Running the tests: each suite in the environment it needs, on throw-away servers."""
