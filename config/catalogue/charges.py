"""The fees of a catalogue as the hall's ``fees.toml``: a first draft that the office reads before a hall takes money.

What the catalogue says in words stays words: reductions stand as comments, because a catalogue names no amounts for
them. A fee without an amount stands on a payment notice and is looked up at the region's platform.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from config.catalogue.model import Catalogue
from config.catalogue.schema import Item
from config.domain.code_sets import LimitBasis
from config.domain.identifiers import DepartmentId

MAX_TEXT = 200
"""The hall takes no longer name, payee or basis."""
_BASIS = {LimitBasis.LAW: "法律法规", LimitBasis.LOCAL: "本地规定", LimitBasis.SAMPLE: "样例"}


def fees_toml(catalogue: Catalogue, *, cash: bool = False, card: bool = False, notices: str | None = None) -> str:
    """Return the file.

    Args:
        catalogue: what it is drafted from.
        cash: whether terminals take notes and coins.
        card: whether terminals have a card terminal.
        notices: the JSON file of payment notices, beside ``fees.toml``, for a platform for trials; None for none.
    """
    file = catalogue.file
    lines = [
        f"# Drafted from the catalogue {file.catalogue_version} of {file.region.name}; read it before money is taken.",
        "version = 1",
        f"cash = {json.dumps(cash)}",
        f"card = {json.dumps(card)}",
    ]
    for item in catalogue.items.values():
        lines += _of_item(catalogue, item)
    if notices is not None:
        lines += ["", "[[platforms]]", f"region_code = {_text(file.region.code)}", f"file = {_text(notices)}"]
    return "\n".join([*lines, ""])


def _of_item(catalogue: Catalogue, item: Item) -> Iterator[str]:
    payee = catalogue.departments[DepartmentId(item.department)].display
    for number, fee in enumerate(item.fee.items, 1):
        amount_fen = fee.amount_fen
        if not amount_fen:
            continue
        yield ""
        yield "[[fees]]"
        yield f"item_id = {_text(item.id)}"
        yield f"code = {_text(f'fee{number}')}"
        yield f"name = {_text(fee.name)}"
        yield 'fee_class = "service_fee"'
        yield f"amount_fen = {amount_fen}  # {fee.unit}"
        yield f"payee = {_text(payee)}"
        yield f"basis = {_text(_BASIS[fee.basis])}"
        yield from (f"# reductions: {waiver}" for waiver in item.fee.waivers)


def _text(value: str) -> str:
    """Return a TOML basic string: JSON's escapes are a part of TOML's."""
    return json.dumps(value[:MAX_TEXT], ensure_ascii=False)
