"""The data that the program comes with, read once: frozen values, so that every test may have the same ones."""

from functools import cache
from pathlib import Path

from desktop.records.case_life_rules import LifeRules, load_life_rules
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.loading import load_catalogue

CATALOGUE = Path(__file__).parents[2] / "resources" / "catalogue"


@cache
def shipped_catalogue() -> Catalogue:
    """Its catalogue."""
    return load_catalogue(CATALOGUE)


@cache
def shipped_rules() -> LifeRules:
    """Its rules of a case's life."""
    return load_life_rules(CATALOGUE, CATALOGUE, shipped_catalogue())
