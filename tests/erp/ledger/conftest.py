"""The people of the ledger's tests are those of the finance tests."""

from tests.erp.finance.conftest import people

__all__ = ["people"]
