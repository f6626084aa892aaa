"""How the program looks: the theme, its font and its icons."""
