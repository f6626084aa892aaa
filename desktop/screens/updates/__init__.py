"""The page of the program's versions."""
