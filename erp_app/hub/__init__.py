"""Hub: the registry of government entities and the tasks that change them."""
