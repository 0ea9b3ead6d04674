"""Purchasing and payables of an entity: from what is needed to what is paid."""
