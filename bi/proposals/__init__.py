"""From somebody's own chart to a tile of a governed dashboard, without a shell.

`derive` reads a chart as a tile of the form, `draft` places it and checks it as `validate` does,
`decide` lets somebody else release or decline it, `serve` brings it to the dashboard, `pages` and
`view` show all of this to people. What was proposed is kept by bi/proposal_store.py.
"""
