"""The page of data cleaning."""
