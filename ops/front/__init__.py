"""The front: one nginx before all sites of an installation.

`ops/configuration` has the template, `render.py` what goes into it. The front owns which site a
request is for (the Host header and nothing else), what clients may claim about themselves
(nothing), static files, limits and security headers. It refuses every other host name.
"""
