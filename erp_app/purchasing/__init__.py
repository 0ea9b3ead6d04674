"""Purchasing: the register of suppliers; requests, orders and invoices come beside it."""
