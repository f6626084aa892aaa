"""The catalogue: everything legal, as dated data with its legal base, loaded from ``resources/catalogue``."""
