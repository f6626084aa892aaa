"""The page of the self-check: how the desk stands, what every error code means, the support report."""
