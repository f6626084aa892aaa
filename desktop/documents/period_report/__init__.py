"""A period's report of one desk: its tables, its letter, its files."""
