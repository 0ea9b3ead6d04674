"""The demonstration government: synthetic people and books, the same for the same seed.

Owns what the demo looks like. `generate` is pure (standard library and the app's domain);
`load` writes it into entity sites through the app's bulk ways in. Refuses to touch a site
that holds data of anyone else.
"""
