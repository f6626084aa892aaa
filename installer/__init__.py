"""How the program reaches a PC: what its folder holds, its packages, the list of its parts and their known faults."""
