"""What the one-time notice sheet takes from the catalogue."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from config.catalogue import load_catalogue
from config.domain.code_sets import DayUnit
from config.domain.identifiers import ItemId
from config.settings import load_settings
from config.texts import Language, Texts
from kiosk.notice_sheet import fee_text, limit_text, notice_facts

CATALOGUE = load_catalogue()
SETTINGS = load_settings(site=None, terminal=None, environ={})


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_every_item_has_a_sheet(item: Any, language: Language) -> None:
    """All materials, the fee, the place; no text is missing."""
    facts = notice_facts(Texts.load(language), CATALOGUE, item, SETTINGS, {})
    assert facts.item_name
    assert facts.fee
    assert len(facts.materials) == len(CATALOGUE.materials_of(item, {}))
    assert facts.place.startswith(SETTINGS.station.name_in(language))


def test_place_without_a_service_point() -> None:
    """The station's name alone."""
    station = SETTINGS.station.model_copy(update={"service_point": "sp_nowhere"})
    settings = SETTINGS.model_copy(update={"station": station})
    item = next(iter(CATALOGUE.items.values()))
    facts = notice_facts(Texts.load(Language.ZH), CATALOGUE, item, settings, {})
    assert facts.place == station.name


def limit(days: int | None, unit: DayUnit = DayUnit.WORKDAY, note: str = "") -> Any:
    return SimpleNamespace(days=days, unit=unit, note=note, clock_start=SimpleNamespace(value="accepted"))


def test_limits() -> None:
    """None, on the spot, days with a note."""
    texts = Texts.load(Language.ZH)
    real = next(iter(CATALOGUE.items.values())).promised_limit
    start = real.clock_start
    assert limit_text(texts, limit(None)) == ""
    assert limit_text(texts, limit(3, DayUnit.NONE)) == ""
    on_the_spot, some = limit(0), limit(5, note="特殊情况除外")
    on_the_spot.clock_start = some.clock_start = start
    assert limit_text(texts, on_the_spot)
    assert limit_text(texts, some).endswith("\n特殊情况除外")
    assert "5" in limit_text(texts, some)


def test_fees() -> None:
    """Free, a sum, a sum that depends, a reduction, a note."""
    texts = Texts.load(Language.ZH)

    def fee(*, charged: bool, items: tuple[Any, ...] = (), waivers: tuple[str, ...] = (), note: str = "") -> Any:
        return SimpleNamespace(charged=charged, items=items, waivers=waivers, note=note)

    fixed = SimpleNamespace(name="工本费", amount=Decimal("20.50"), unit="元/证")
    open_sum = SimpleNamespace(name="鉴定费", amount=None, unit="元")
    assert fee_text(texts, fee(charged=False)) == texts("notice_sheet.fee.none")
    lines = fee_text(texts, fee(charged=True, items=(fixed, open_sum), waivers=("老人免收",), note="以窗口为准")).split(
        "\n"
    )
    assert "20.5" in lines[0]
    assert "鉴定费" in lines[1]
    assert lines[2:] == ["老人免收", "以窗口为准"]


def test_sheet_names_the_situation_who_gives_a_paper_out_and_what_it_costs_then() -> None:
    """In English too: only the guide's prose and the conditions of the item stay Chinese."""
    item = CATALOGUE.item(ItemId("id_card_renewal"))
    answers = {"kind": "lost", "temporary": "no", "who": "self"}
    facts = notice_facts(Texts.load(Language.EN), CATALOGUE, item, SETTINGS, answers)
    assert [answer for _, answer in facts.situation] == ["Lost", "No, not needed", "I apply for myself"]
    assert "40" in facts.fee
    assert "20" not in facts.fee
    assert [how.splitlines()[-1] for _, how in facts.materials] == ["From: Police household registration counter"]
    told = [facts.fee, facts.onsite_reason, facts.promised_limit, *(text for pair in facts.materials for text in pair)]
    assert not [text for text in told if any("\u3400" <= letter <= "\u9fff" for letter in text)]
