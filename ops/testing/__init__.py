"""Running the tests: the suites in order, each in the environment it needs, on throw-away servers."""
