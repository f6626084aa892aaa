"""The second screen, which faces the citizen or whoever waits."""
