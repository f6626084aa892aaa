"""The data of rules that a desk works with: of the province's bundle in force, or what the program came with."""

from pathlib import Path

from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.resources import resources_folder
from desktop.workflows.province_bundle import check_bundle
from devices.errors import CodedError
from sync.desk.bundles import BundleFolder

CATALOGUE = "catalogue"


class DeskData:
    """Where a desk finds its data.

    Attributes:
        bundles: What came from the province.
    """

    def __init__(self, desk_folder: Path) -> None:
        self.bundles = BundleFolder(desk_folder / "bundles", check_bundle)

    def folder(self, name: str) -> Path:
        """A folder of data, such as ``indicators``."""
        bundle = self.bundles.current
        given = None if bundle is None else bundle / name
        return given if given is not None and given.is_dir() else resources_folder() / name

    def with_file(self, name: str) -> Path:
        """The folder of the catalogue that has a file which a bundle need not bring."""
        folder = self.folder(CATALOGUE)
        return folder if (folder / name).is_file() else resources_folder() / CATALOGUE

    def catalogue(self) -> Catalogue:
        """The bundle's, or what the program came with where that cannot be read any more.

        Raises:
            CodedError: CAT-…: neither can be read.
        """
        try:
            return load_catalogue(self.folder(CATALOGUE))
        except CodedError:
            return load_catalogue(resources_folder() / CATALOGUE)
