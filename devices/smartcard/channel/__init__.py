"""The way to an open chip: passwords, BAC, PACE, chip authentication, secure messaging."""
