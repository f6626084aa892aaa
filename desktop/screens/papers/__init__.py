"""The page of papers: scanned, arranged, checked, signed."""
