"""Copies what the contract names out of every entity's database into the lake."""
