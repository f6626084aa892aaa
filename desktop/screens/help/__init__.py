"""Help where the work is: the guide of the first case, and a text for each page."""
