"""The page of settings: devices, printing, and who this desk is."""
