"""The page that shows a day's figures and closes it."""
