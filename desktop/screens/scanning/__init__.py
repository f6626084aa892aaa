"""Scanning cards on the screen: the live camera, its guidance, and the scanners that type."""
