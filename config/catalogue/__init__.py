"""The service catalogue: what can be done here, with which papers, in what time.

:func:`load_catalogue` reads and checks a file, :class:`Catalogue` answers questions about it, ``search`` finds items by
what people call them, ``generate`` makes large catalogues for tests. See ``errors`` for the error hierarchy.
"""

from __future__ import annotations

from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.load import load_catalogue
from config.catalogue.model import Catalogue, FormSection, NeededMaterial

__all__ = [
    "Catalogue",
    "CatalogueError",
    "CatalogueFault",
    "FormSection",
    "NeededMaterial",
    "load_catalogue",
]
