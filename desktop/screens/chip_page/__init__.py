"""The page of the chip reader: what is wrong with it, and whom this desk trusts."""
