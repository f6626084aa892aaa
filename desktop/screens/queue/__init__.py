"""The page of queue numbers."""
