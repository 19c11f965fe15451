"""The words of the two buttons that turn pages."""

from __future__ import annotations

from config.texts import Texts
from screens.components.column import PagingWords


def present_paging(texts: Texts) -> PagingWords:
    """Give 上一页 and 下一页."""
    return PagingWords(texts("paging.previous"), texts("paging.next"))
