"""How many pages a PDF of somebody else's has, as far as its bytes tell. Pure."""

from __future__ import annotations

import re

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def least_pages(pdf: bytes) -> int:
    """Return at least how many pages there are: those that stand in clear, and one where none does.

    Pages inside compressed objects are not counted; what the printer counts may therefore be more.
    """
    return max(1, len(_PAGE.findall(pdf)))
