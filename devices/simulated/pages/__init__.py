"""Synthetic pages as scanners and webcams give them, sound and spoilt, all from seeds."""
