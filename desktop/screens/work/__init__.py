"""The page of the day's work."""
