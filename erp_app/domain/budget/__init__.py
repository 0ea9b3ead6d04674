"""Pure rules of the budget: phasing, lines and groups, control, funds, movements, holdings."""
