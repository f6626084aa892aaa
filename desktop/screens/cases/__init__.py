"""The cases: search as you type, a list, and one case in full."""
