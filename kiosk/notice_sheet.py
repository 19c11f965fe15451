"""From a catalogue item to the facts of its one-time notice sheet. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from config.catalogue import Catalogue
from config.catalogue.model import NeededMaterial
from config.catalogue.schema import Fee, Item, TimeLimit
from config.catalogue.situations import advice_of, chosen_options, conditions_of, fees_of
from config.domain.code_sets import DayUnit
from config.settings import Settings
from config.texts import Language, Texts
from kiosk.slips import NoticeFacts


def notice_facts(
    texts: Texts, catalogue: Catalogue, item: Item, settings: Settings, answers: Mapping[str, str]
) -> NoticeFacts:
    """Everything that the sheet says, in the language of ``texts``; the guide's prose stays Chinese."""
    language = texts.language
    station = settings.station
    point = catalogue.service_points.get(station.service_point_id)
    place = station.name_in(language)
    return NoticeFacts(
        item_name=catalogue.item_name(item, language),
        common_name=catalogue.item_common_name(item, language),
        authority=catalogue.text(catalogue.department_of(item).display, language),
        legal_basis=item.legal_basis,
        eligibility=tuple(catalogue.text(line, language) for line in _conditions(item, answers)),
        materials=tuple(
            (catalogue.text(needed.material.name, language), _how(texts, catalogue, needed, language))
            for needed in catalogue.materials_of(item, answers)
        ),
        promised_limit=limit_text(texts, item.promised_limit, catalogue),
        statutory_limit=limit_text(texts, item.statutory_limit, catalogue),
        fee=fee_text(texts, _fee_for(item, answers), catalogue),
        onsite_count=item.onsite_count,
        onsite_reason=catalogue.text(item.onsite_reason or "", language),
        place=f"{place} {point.address}" if point is not None else place,
        hours=station.hours_note_in(language),
        consult=item.contact.consult,
        supervise=item.contact.supervise,
        guide=item.guide,
        as_of=catalogue.as_of(item),
        sample=catalogue.sample_data,
        situation=tuple(
            (catalogue.text(situation.question, language), catalogue.text(option.label, language))
            for situation, option in chosen_options(item, answers)
        ),
    )


def _conditions(item: Item, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The conditions in this situation, after what has to be known first."""
    return tuple(dict.fromkeys((*advice_of(item, answers), *conditions_of(item, answers))))


def _fee_for(item: Item, answers: Mapping[str, str]) -> Fee:
    """The fee in this situation."""
    return item.fee.model_copy(update={"items": fees_of(item, answers)})


def limit_text(texts: Texts, limit: TimeLimit, catalogue: Catalogue | None = None) -> str:
    """A time limit with the day from which it runs; empty when no law sets one."""
    if limit.days is None or limit.unit is DayUnit.NONE:
        return ""
    start = texts(f"catalogue.clock_start.{limit.clock_start.value}")
    if limit.days == 0:
        text = texts("notice_sheet.days.on_the_spot", start=start)
    else:
        text = texts(f"notice_sheet.days.{limit.unit.value}", days=limit.days, start=start)
    return f"{text}\n{_said(texts, catalogue, limit.note)}" if limit.note else text


def _said(texts: Texts, catalogue: Catalogue | None, chinese: str) -> str:
    """A short text of the catalogue in the language of the sheet; without a catalogue as it is."""
    return chinese if catalogue is None else catalogue.text(chinese, texts.language)


def fee_text(texts: Texts, fee: Fee, catalogue: Catalogue | None = None) -> str:
    """What is charged, line by line, with reductions and the note."""
    lines = []
    if not fee.charged:
        lines.append(texts("notice_sheet.fee.none"))
    for one in fee.items:
        name, unit = _said(texts, catalogue, one.name), _said(texts, catalogue, one.unit)
        if one.amount is None:
            lines.append(texts("notice_sheet.fee.variable", name=name))
        else:
            lines.append(texts("notice_sheet.fee.item", name=name, amount=f"{one.amount.normalize():f}", unit=unit))
    lines += [_said(texts, catalogue, waiver) for waiver in fee.waivers]
    if fee.note:
        lines.append(_said(texts, catalogue, fee.note))
    return "\n".join(lines)


def _how(texts: Texts, catalogue: Catalogue, needed: NeededMaterial, language: Language) -> str:
    words = [texts(f"catalogue.necessity.{needed.necessity.value}")]
    if needed.when:
        words.append(texts("notice_sheet.material.when", when=catalogue.text(needed.when, language)))
    words.append(texts(f"catalogue.original_check.{needed.material.original_check.value}"))
    line = " ".join(words)
    issuer = needed.material.issuer
    return f"{line}\n{texts('missing.from', issuer=catalogue.text(issuer, language))}" if issuer else line
