"""What the guide of an item says. Source: domain guide 4.1, 6.2, 6.3; decisions 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from config.catalogue import Catalogue, NeededMaterial
from config.catalogue.schema import Item, OpeningHours, ServicePoint, TimeLimit
from config.catalogue.situations import advice_of, conditions_of, fees_of
from config.domain.code_sets import (
    Capture,
    DayUnit,
    ExerciseLevel,
    KioskMode,
    Necessity,
    OfflinePolicy,
    OriginalCheck,
    ServicePointType,
)
from config.texts import Language, Texts
from kiosk.present.paging import present_paging
from kiosk.present.situations import present_shortening, present_situations, present_situations_heading
from screens.components.banner import BannerKind, BannerSpec
from screens.components.entry import EntrySpec
from screens.components.fact import FigureSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.tag import TagKind, TagSpec
from screens.icons import Icon
from screens.pages.guide import GuideState, GuideText

_POLICY = {
    KioskMode.SUBMIT: "guide.policy.submit",
    KioskMode.PRECHECK: "guide.policy.precheck",
    KioskMode.GUIDE: "guide.policy.window",
    KioskMode.BOOKING: "guide.policy.booking",
    KioskMode.QUERY: "guide.policy.query",
    KioskMode.PAY: "guide.policy.pay",
}
_TAKES_PAPERS = frozenset({KioskMode.SUBMIT, KioskMode.PRECHECK})
_WITHOUT_PAPER = frozenset({Capture.GENERATED, Capture.SHARED})
_ORIGINALS = frozenset({OriginalCheck.AT_WINDOW, OriginalCheck.AT_PICKUP, OriginalCheck.SURRENDER})
_MATERIAL_ICONS = {
    Capture.CARD_READ: Icon.ID_CARD,
    Capture.GENERATED: Icon.PENCIL,
    Capture.CODE_SCAN: Icon.QR,
    Capture.SHARED: Icon.CHECK_CIRCLE,
    Capture.NONE: Icon.DOCS,
    Capture.SCAN: Icon.DOC,
}
_POINT_TYPES = {
    ExerciseLevel.TOWNSHIP: ServicePointType.STREET_CENTER,
    ExerciseLevel.VILLAGE: ServicePointType.COMMUNITY_STATION,
}


def present_guide(
    texts: Texts,
    catalogue: Catalogue,
    item: Item,
    *,
    language: Language,
    today: date,
    online: bool,
    answers: Mapping[str, str],
    refusal: str | None,
    printer_ok: bool,
    on_sheets: bool = False,
) -> GuideState:
    """The guide of one item.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        item: what is asked about.
        language: for the names that the catalogue has in both languages; prose stays Chinese.
        today: to judge whether the guide is stale.
        online: whether the hall can be reached.
        answers: option id by situation id, as chosen so far.
        refusal: the text key of why it cannot be started here now, so that another page tells what to do; None: it can.
        printer_ok: whether the notice sheet can be printed.
        on_sheets: whether it would come out on A4.
    """
    office = catalogue.text(catalogue.department_of(item).display, language)
    as_of = catalogue.as_of(item).isoformat()
    start = "guide.start.precheck" if item.kiosk.mode is KioskMode.PRECHECK else "guide.start"
    return GuideState(
        head=StepHeaderSpec(
            catalogue.item_common_name(item, language),
            texts("guide.caption", office=office),
            next_step=texts("guide.as_of", date=as_of),
        ),
        official=_official(texts, catalogue, item, language),
        summary=item.en.summary if item.en is not None and language is Language.EN else "",
        banners=_banners(texts, catalogue, item, language, today, online=online),
        figures=(
            _fee(texts, catalogue, item, answers),
            _visits(texts, catalogue, item, language),
            _limit(texts, item),
        ),
        who=texts("guide.who"),
        who_lines=_who(texts, catalogue, item, answers),
        situations_heading=present_situations_heading(texts, catalogue, item),
        situations_note=present_shortening(texts, catalogue, item, answers),
        situations=present_situations(texts, catalogue, item, answers),
        advice=tuple(
            BannerSpec(BannerKind.WARN, catalogue.text(advice, language), "", Icon.INFO)
            for advice in advice_of(item, answers)
        ),
        drop_answers=texts("guide.situations.drop") if answers else "",
        materials_heading=texts("guide.materials.short" if answers else "guide.materials"),
        materials=tuple(
            present_needed(texts, catalogue, needed, language) for needed in catalogue.materials_of(item, answers)
        ),
        place_heading=texts("guide.place"),
        places=present_places(texts, catalogue, item, language),
        texts=_prose(texts, catalogue, item, language),
        footnotes=_footnotes(texts, catalogue, language),
        checklist=texts("guide.checklist"),
        print=texts("guide.print.sheets" if on_sheets else "guide.print"),
        print_reason="" if printer_ok else texts("guide.print.no_printer"),
        start=texts("guide.start.urgent" if item.urgent else start if refusal is None else "guide.start.instead"),
        start_reason="",
        urgent=item.urgent,
        paging=present_paging(texts),
    )


def _official(texts: Texts, catalogue: Catalogue, item: Item, language: Language) -> str:
    """The official name below the common one; nothing where they are the same."""
    name = catalogue.item_name(item, language)
    return "" if name == catalogue.item_common_name(item, language) else texts("guide.official", name=name)


def _banners(
    texts: Texts, catalogue: Catalogue, item: Item, language: Language, today: date, *, online: bool
) -> tuple[BannerSpec, ...]:
    """What has to be known first: that it is urgent, that the guide is old, what this terminal can do and why."""
    reason = catalogue.text(item.kiosk.reason, language)
    banners = []
    if item.urgent:
        urgent = texts("guide.urgent.reason", reason=reason)
        banners.append(BannerSpec(BannerKind.DANGER, texts("guide.urgent"), urgent, Icon.BELL))
    if catalogue.stale(item, today):
        day, phone = catalogue.as_of(item).isoformat(), item.contact.consult
        stale = texts("guide.stale.reason", date=day, phone=phone)
        banners.append(BannerSpec(BannerKind.WARN, texts("guide.stale"), stale, Icon.CALENDAR))
    if not item.urgent:
        policy = [texts(_POLICY[item.kiosk.mode])]
        queue = item.kiosk.offline is OfflinePolicy.QUEUE
        if item.kiosk.mode in _TAKES_PAPERS:
            policy.append(texts("guide.policy.queue" if queue else "guide.policy.needs_line"))
        usable = item.kiosk.mode in _TAKES_PAPERS and (online or queue)
        kind = BannerKind.GOOD if usable else BannerKind.PLAIN
        icon = Icon.CHECK_CIRCLE if usable else Icon.INFO
        banners.append(BannerSpec(kind, texts("words.sentence_separator").join(policy), reason, icon))
    return tuple(banners)


def _fee(texts: Texts, catalogue: Catalogue, item: Item, answers: Mapping[str, str]) -> FigureSpec:
    """What is charged after these answers; one fee with its amount, several by name."""
    fee, name = item.fee, texts("guide.fee")
    if not fee.charged:
        return FigureSpec(name, texts("guide.fee.free"), texts("guide.fee.free.sub"))
    left = fees_of(item, answers)
    amounts = [one.amount for one in left if one.amount is not None]
    names = texts("words.list_separator").join(catalogue.text(one.name, texts.language) for one in left)
    if fee.variable or not amounts or len(left) > 1:
        return FigureSpec(name, texts("guide.fee.charged"), names if amounts else texts("guide.fee.notice"))
    return FigureSpec(name, texts("guide.fee.amount", amount=f"{amounts[0].normalize():f}"), names)


def _visits(texts: Texts, catalogue: Catalogue, item: Item, language: Language) -> FigureSpec:
    reason = catalogue.text(item.onsite_reason, language) if item.onsite_reason else ""
    sub = reason or texts("guide.visits.some.sub" if item.onsite_count else "guide.visits.none.sub")
    return FigureSpec(texts("guide.visits"), texts("guide.visits.value", count=item.onsite_count), sub)


def _limit(texts: Texts, item: Item) -> FigureSpec:
    """The promised limit with the day from which it runs."""
    limit = item.promised_limit if item.promised_limit.days is not None else item.statutory_limit
    value = _days(texts, limit)
    start = "" if limit.days is None else texts(f"catalogue.clock_start.{limit.clock_start.value}")
    return FigureSpec(texts("guide.limit"), value, start)


def _days(texts: Texts, limit: TimeLimit) -> str:
    if limit.days is None or limit.unit is DayUnit.NONE:
        return texts("guide.limit.none")
    if limit.days == 0:
        return texts("guide.limit.on_the_spot")
    return texts(f"guide.limit.{limit.unit.value}", days=limit.days)


def _who(texts: Texts, catalogue: Catalogue, item: Item, answers: Mapping[str, str]) -> tuple[str, ...]:
    language = texts.language
    lines = [catalogue.text(line, language) for line in conditions_of(item, answers)]
    agent = texts(f"catalogue.agent_rule.{item.identity.agent.value}")
    if item.identity.agent_note:
        note = catalogue.text(item.identity.agent_note, language)
        agent = texts("words.sentence_separator").join((agent, note))
    return (*lines, agent)


def present_needed(texts: Texts, catalogue: Catalogue, needed: NeededMaterial, language: Language) -> EntrySpec:
    """One material: how it is provided, when, and whether its original is looked at."""
    material = needed.material
    words = [texts(f"guide.capture.{material.capture.value}")]
    if needed.when:
        words.append(catalogue.text(needed.when, language))
    if needed.note:
        words.append(catalogue.text(needed.note, language))
    tags = [_necessity(texts, needed)]
    if material.original_check in _ORIGINALS:
        tags.append(TagSpec(texts(f"guide.original.{material.original_check.value}"), TagKind.WARN))
    return EntrySpec(
        catalogue.text(material.name, language),
        _MATERIAL_ICONS[material.capture],
        texts("words.sentence_separator").join(words),
        tuple(tags),
    )


def _necessity(texts: Texts, needed: NeededMaterial) -> TagSpec:
    if needed.material.capture in _WITHOUT_PAPER:
        return TagSpec(texts("guide.necessity.nothing"))
    kind = TagKind.GOOD if needed.necessity is Necessity.REQUIRED else TagKind.PLAIN
    return TagSpec(texts(f"guide.necessity.{needed.necessity.value}"), kind)


def present_places(texts: Texts, catalogue: Catalogue, item: Item, language: Language) -> tuple[tuple[str, str], ...]:
    """Where and when, and whom to call: names and values."""
    contact = item.contact
    sample = texts("guide.place.sample") if contact.sample else ""
    point = _point(catalogue, item)
    places = []
    if point is not None:
        windows = texts("words.list_separator").join(catalogue.text(one, language) for one in point.windows)
        places.append((texts("guide.place.point"), f"{catalogue.text(point.name, language)} {windows}".strip()))
        places.append((texts("guide.place.hours"), _hours(texts, catalogue, point, language)))
    places += [
        (texts("guide.place.consult"), contact.consult),
        (texts("guide.place.window"), f"{contact.window}{sample}"),
        (texts("guide.place.supervise"), contact.supervise),
    ]
    return tuple(places)


def _point(catalogue: Catalogue, item: Item) -> ServicePoint | None:
    """Where the item is usually handled: the district hall, or a point of the item's level."""
    wanted = _POINT_TYPES.get(item.exercise_level, ServicePointType.DISTRICT_HALL)
    return next((point for point in catalogue.service_points.values() if point.type is wanted), None)


def _hours(texts: Texts, catalogue: Catalogue, point: ServicePoint, language: Language) -> str:
    """Days with their times, those of the same days together, and the note below."""
    together: dict[tuple[int, ...], list[OpeningHours]] = {}
    for hours in point.hours.weekly:
        together.setdefault(hours.days, []).append(hours)
    lines = []
    for days, parts in together.items():
        ranges = texts("words.list_separator").join(f"{part.open}–{part.close}" for part in parts)
        first, last = (texts(f"guide.hours.weekday.{day}") for day in (days[0], days[-1]))
        lines.append(texts("guide.hours.days", first=first, last=last, ranges=ranges))
    if point.hours.note:
        lines.append(catalogue.text(point.hours.note, language))
    return "\n".join(lines)


def _prose(texts: Texts, catalogue: Catalogue, item: Item, language: Language) -> tuple[GuideText, ...]:
    ways = texts("words.list_separator").join(texts(f"catalogue.delivery.{way.value}") for way in item.result.delivery)
    result = texts("guide.result.delivery", name=catalogue.text(item.result.name, language), ways=ways)
    faq = [
        line
        for question in item.faq
        for line in (
            texts("guide.faq.question", question=question.q),
            texts("guide.faq.answer", answer=question.a),
        )
    ]
    basis = list(item.legal_basis)
    if item.statutory_limit.days is not None:
        start = texts(f"catalogue.clock_start.{item.statutory_limit.clock_start.value}")
        basis.append(texts("guide.limit.statutory", limit=_days(texts, item.statutory_limit), start=start))
    return (
        GuideText(texts("guide.prose"), tuple(line for line in item.guide.splitlines() if line.strip())),
        GuideText(texts("guide.result"), (result,)),
        GuideText(texts("guide.faq"), tuple(faq)),
        GuideText(texts("guide.basis"), tuple(basis)),
    )


def _footnotes(texts: Texts, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    notes = []
    if catalogue.sample_data:
        notes.append(texts("guide.sample"))
    if language is Language.EN:
        notes.append(texts("guide.chinese_only"))
    return tuple(notes)
