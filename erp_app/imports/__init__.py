"""Bulk import from CSV and XLSX: the whole file checked first, then all of it or nothing.

`run.import_file` is the one entry; each kind of record is an adapter (`kinds`).
"""
