"""The only modules that query the database: domain types in, domain types out."""
