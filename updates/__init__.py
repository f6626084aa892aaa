"""New versions of the program: checked, put beside the running one, started under watch, taken back if they fail."""
