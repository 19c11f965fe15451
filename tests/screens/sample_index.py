"""The search index over the sample catalogue, built once for each run."""

from __future__ import annotations

from functools import lru_cache

from config.catalogue import load_catalogue
from config.catalogue.search import SearchIndex


@lru_cache(maxsize=1)
def sample_index() -> SearchIndex:
    """What the terminal would find."""
    return SearchIndex.build(load_catalogue())
