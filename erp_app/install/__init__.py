"""Making a site ours: roles, settings, reference data, workspaces, first users.

Everything here may run any number of times and ends in the same state.
"""
