"""The counts' way to the province. No Qt, and nothing here knows a citizen."""
