"""Before the window: set a new desk up once, unlock it every day."""
