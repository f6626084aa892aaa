"""The lock: everything covered at once, until somebody is known again."""
