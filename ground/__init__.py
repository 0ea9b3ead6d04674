"""The ground: what every part stands on, and no part of the product.

Owns files that are whole or absent, progress, processes, the error an operator can act on. Imports
the standard library and psutil; refuses to know anything of ours.
"""
