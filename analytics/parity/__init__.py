"""The same models on a second engine: built by DuckDB and by Spark over one lake, then compared."""
