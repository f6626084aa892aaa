"""Elementary files: where they are, and their bytes in the fewest round trips."""
