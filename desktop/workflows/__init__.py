"""The named states of an intake and other procedures, and their transitions. No widgets."""
