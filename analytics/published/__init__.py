"""Builds that readers may see: their folders, their facts, the pointer to the current one."""
