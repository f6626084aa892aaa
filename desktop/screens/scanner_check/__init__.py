"""The scanner check: scan a code on the screen, hear what is wrong with the scanner and how to cure it."""
