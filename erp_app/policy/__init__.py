"""Policy as data: what a circular can change, dated, with its legal source, edited with a trail."""
