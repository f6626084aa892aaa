"""The simulated twins of every device: synthetic citizens, cards, camera frames and scanners."""
