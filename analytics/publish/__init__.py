"""From a finished build to what everybody reads: cleaned, verified, swapped in at once, kept."""
