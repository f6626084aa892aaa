"""The page of the link to the province: who we are to one another, what waits, what left this PC."""
