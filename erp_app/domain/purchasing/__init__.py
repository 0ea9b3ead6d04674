"""Pure rules of purchasing and payables: suppliers, amounts, VAT, what came and was invoiced."""
