"""Writes what follows from the documents' declarations: `./diwan declare`.

One file per thing that is written. `writing` puts them together and finds what differs.
"""
