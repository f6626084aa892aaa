"""The facts and the rules of the desk. No Qt, no hardware, no network."""
