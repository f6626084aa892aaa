"""Python's collector of cycles: what stays as long as the desk is open is not gone through again and again.

It stops every thread while it works: to go through the 300,000 objects of an open desk takes 100 to 140 ms, in which no
key is taken and nothing is painted. Passed over are the program's own classes and functions, the catalogue, the units
and the window. What comes after them grows to some 80,000 objects in two minutes, which take 35 ms: together with a
page that is painted that is a pause, too. So the whole round is made behind the curtain, whenever the desk is locked,
and otherwise seldom; the rounds over what is young are as they were.
"""

import gc
from typing import Final

USUAL: Final = gc.get_threshold()
SELDOM: Final = 1_000  # middle rounds, each after some 7,000 new objects that stayed, to a whole one; usually 10


def pass_over_what_stays() -> None:
    """Have the collector pass over everything that is there now and is no garbage.

    Called when a desk is built, before it is shown, and when it was locked: nobody waits for an answer then.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*USUAL[:2], SELDOM)


def look_at_all_again() -> None:
    """Have it look at everything, so that a desk that is closed leaves nothing behind."""
    gc.unfreeze()
    gc.set_threshold(*USUAL)
