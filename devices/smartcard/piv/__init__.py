"""An officer's own card: the PIV application (NIST SP 800-73-5, part 2) as a proof of who is at the desk."""
