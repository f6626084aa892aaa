"""The receipt on screen before it is printed, and the way to a printer or a file."""
