"""Pure rules of the hub: what an entity may go through. Standard library only."""
