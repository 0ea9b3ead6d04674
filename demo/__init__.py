"""The demonstration government: synthetic people and books, the same for the same seed.

`generate` is pure and says what the demonstration looks like; `load` writes it into entity sites
and refuses to touch a site that holds data of anyone else.
"""
