"""The page of people: accounts, their roles, the desk's keys."""
