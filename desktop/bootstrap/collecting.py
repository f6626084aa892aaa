"""Python's collector of cycles: what stays as long as the desk is open is not gone through again and again.

It stops every thread while it works: to go through the 300,000 objects of an open desk takes 100 to 140 ms, in which no
key is taken and nothing is painted. Passed over are the program's own classes and functions, the catalogue, the units
and the window; what comes after them takes some 10 ms. What of it becomes garbage waits until the desk is closed.
"""

import gc


def pass_over_what_stays() -> None:
    """Have the collector pass over everything that is there now, without what a desk before it left behind.

    Called when a desk is built, before it is shown: nobody waits for an answer then.
    """
    gc.collect()
    gc.freeze()


def look_at_all_again() -> None:
    """Have it look at everything, so that a desk that is closed leaves nothing behind."""
    gc.unfreeze()
