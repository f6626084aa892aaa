"""How the program reaches a PC: what the one-folder program holds, its packages, its list of parts and their known faults."""
