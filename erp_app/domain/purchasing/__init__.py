"""Pure rules of purchasing: suppliers, their accounts and documents. Standard library only."""
