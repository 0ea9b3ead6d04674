"""The front: one nginx before all sites of an installation.

`nginx.conf.template` is the configuration, `render.py` fills it in. The front owns which site a
request is for (the Host header and nothing else), what clients may claim about themselves
(nothing), static files, limits and security headers. It refuses every other host name.
"""
