"""Purchasing: the register of suppliers, and what an entity buys, from request to payment."""
