"""The program that an officer of a one-stop desk sees."""
