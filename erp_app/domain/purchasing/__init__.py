"""Rules of purchasing and payables, pure: amounts, VAT, what was received and invoiced."""
