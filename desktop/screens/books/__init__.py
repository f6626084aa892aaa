"""The page of civil-status books: what is left, one book's entries, and entering and checking side by side."""
