"""The program that an officer of a one-stop desk sees."""

__version__ = "0.1.0"  # the one place: packages, bundles and the page of versions read it
