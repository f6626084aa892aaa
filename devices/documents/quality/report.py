"""What an examination says of a page."""

from dataclasses import dataclass
from enum import StrEnum


class Defect(StrEnum):
    """Something that makes a page worth scanning again, or leaving out."""

    LOW_RESOLUTION = "low_resolution"
    BLANK = "blank"
    BLURRED = "blurred"
    SKEWED = "skewed"
    CUT_EDGE = "cut_edge"
    UPSIDE_DOWN = "upside_down"
    SIDEWAYS = "sideways"
    DARK = "dark"
    GLARE = "glare"
    FINGER = "finger"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class PageReport:
    """A page's defects and the measures that they come from.

    Attributes:
        defects: What was found, in the order of `Defect`.
        skew: Degrees by which the writing is turned, counter-clockwise positive; 0.0 where there are no lines.
        fingerprint: 64-bit perceptual hash of the writing, to be given as one of `earlier` with the next pages; 0 for
            a blank page.
        paper: Grey level of the paper, 0 to 255.
        edge_width: Millimetres over which ink passes into paper, in the worse direction; 0.0 where there is no ink.
        ink: Share of the page that is written on, 0 to 1.
        upright: Degrees clockwise (0, 90, 180 or 270) by which it is to be turned so that it can be read.
    """

    defects: tuple[Defect, ...]
    skew: float
    fingerprint: int
    paper: float
    edge_width: float
    ink: float
    upright: int = 0
