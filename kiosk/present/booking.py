"""Appointments and tickets: what the pages say. Wording: domain guide 2.1 (never a fake number), glossary 6."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.identifiers import DepartmentId
from config.texts import Texts
from kiosk.present.browse import DEPARTMENT_ICONS
from kiosk.present.paging import present_paging
from kiosk.present.sealed import BUSY, SlipView, slip_words
from offline_queue.wire.appointments import AppointmentAnswer, Slot, SlotsAnswer, TicketAnswer
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.booking import BookingChoice, BookingState
from screens.pages.booking_check import BookingCheckState

APPOINTMENT, TICKET, MINE = "appointment", "ticket", "mine"
"""The keys of the first choice."""
_ICONS = {APPOINTMENT: Icon.CALENDAR, TICKET: Icon.CLOCK, MINE: Icon.BACK}
ID_CARD = "idcard"
"""The picture of materials that are an ID card, whoever's and whichever."""
MOST_BRING = 6
"""Materials named on the page and the slip; the guide has all of them."""


def present_ways(texts: Texts, *, online: bool, hours: str, phone: str) -> BookingState:
    """The first page; without a line it says how to book instead, and nothing on it can be pressed."""
    choices = tuple(
        BookingChoice(key, texts(f"booking.{key}"), texts(f"booking.{key}.sub"), icon, usable=online)
        for key, icon in _ICONS.items()
    )
    return BookingState(
        head=StepHeaderSpec(texts("booking.title"), texts("home.booking")),
        groups=(("", choices),),
        paging=present_paging(texts),
        lead="" if online else texts("booking.offline"),
        lead_why="" if online else texts("booking.offline.why", hours=hours, phone=phone),
        note=texts("booking.note"),
    )


def present_departments(texts: Texts, catalogue: Catalogue, way: str) -> BookingState:
    """Whose window."""
    choices = []
    for department in sorted(catalogue.departments.values(), key=lambda one: one.order):
        count = len(catalogue.items_of_department(department.department_id))
        if count:
            name = catalogue.text(department.display, texts.language)
            icon = DEPARTMENT_ICONS.get(department.id, Icon.BUILDING)
            choices.append(BookingChoice(department.id, name, texts("booking.items", count=count), icon))
    return BookingState(_head(texts, way, "booking.department"), (("", tuple(choices)),), present_paging(texts))


def present_items(texts: Texts, catalogue: Catalogue, way: str, department: str) -> BookingState:
    """What for."""
    owner = catalogue.departments[DepartmentId(department)]
    choices = tuple(
        BookingChoice(item.id, catalogue.item_common_name(item, texts.language), icon=Icon.named(item.icon or "doc"))
        for item in catalogue.items_of_department(owner.department_id)
    )
    heading = catalogue.text(owner.display, texts.language)
    return BookingState(_head(texts, way, "booking.item"), ((heading, choices),), present_paging(texts))


def present_days(texts: Texts, told: SlotsAnswer, zone: tzinfo | None) -> BookingState:
    """The days on which somebody can come, each with what is left; a full day cannot be pressed."""
    choices = []
    for day, slots in days_of(told.slots, zone).items():
        free = sum(slot.free for slot in slots)
        left = texts("booking.left", count=free) if free else texts("booking.full")
        label = texts("booking.day", month=day.month, day=day.day)
        sub = f"{texts(f'shell.weekday.{day.isoweekday()}')} · {left}"
        choices.append(BookingChoice(day.isoformat(), label, sub, usable=bool(free)))
    nothing = not any(choice.usable for choice in choices)
    return BookingState(
        head=_head(texts, APPOINTMENT, "booking.choose_day"),
        groups=((_where(texts, told), tuple(choices)),),
        paging=present_paging(texts),
        lead=texts("booking.nothing_free") if nothing else "",
        lead_why=texts("booking.nothing_free.why") if nothing else "",
        across=2,
        note=_as_of(texts, told.hall_time, zone),
    )


def present_times(texts: Texts, told: SlotsAnswer, day: date, zone: tzinfo | None) -> BookingState:
    """The times of one day, forenoon and afternoon."""
    slots = days_of(told.slots, zone).get(day, ())
    halves: dict[str, list[BookingChoice]] = {"booking.forenoon": [], "booking.afternoon": []}
    for slot in slots:
        start, end = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
        left = texts("booking.left", count=slot.free) if slot.free else texts("booking.full")
        half = "booking.forenoon" if start.hour < 12 else "booking.afternoon"
        halves[half].append(BookingChoice(slot.slot_id, f"{start:%H:%M}–{end:%H:%M}", left, usable=slot.free > 0))
    label = texts("booking.day", month=day.month, day=day.day)
    return BookingState(
        head=StepHeaderSpec(
            texts("booking.choose_time", day=f"{label} {texts(f'shell.weekday.{day.isoweekday()}')}"),
            texts("booking.appointment"),
        ),
        groups=tuple((texts(key), tuple(choices)) for key, choices in halves.items() if choices),
        paging=present_paging(texts),
        across=2,
        note=_as_of(texts, told.hall_time, zone),
    )


def present_mine(
    texts: Texts, catalogue: Catalogue, mine: Sequence[AppointmentAnswer], *, name_masked: str, zone: tzinfo | None
) -> BookingState:
    """The appointments to come of the person whose card was read."""
    choices = tuple(
        BookingChoice(
            one.appointment_id,
            item_name(texts, catalogue, one.item_id),
            f"{when_of(texts, one.starts_at, one.ends_at, zone)} · {one.booking_number}",
            Icon.CALENDAR,
        )
        for one in mine
    )
    return BookingState(
        head=StepHeaderSpec(texts("booking.mine.title", name=name_masked), texts("booking.mine")),
        groups=((texts("booking.mine.choose") if choices else "", choices),),
        paging=present_paging(texts),
        lead="" if choices else texts("booking.mine.none"),
        lead_why="" if choices else texts("booking.mine.none.why"),
    )


def present_check(
    texts: Texts,
    told: SlotsAnswer,
    slot: Slot,
    *,
    item: str,
    who: tuple[str, str],
    bring: Sequence[str],
    zone: tzinfo | None,
) -> BookingCheckState:
    """Everything once more; ``who`` is name and number, masked."""
    facts = (
        (texts("booking.fact.item"), item),
        (texts("booking.fact.when"), when_of(texts, slot.starts_at, slot.ends_at, zone)),
        (texts("booking.fact.where"), f"{told.place} · {told.service_name}"),
        (texts("booking.fact.who"), " ".join(who)),
    )
    return _check(
        texts,
        StepHeaderSpec(texts("booking.check.title"), texts("booking.appointment")),
        facts,
        bring=bring,
        primary=texts("booking.check.yes"),
        secondary=texts("booking.check.other"),
    )


def present_booked(
    texts: Texts,
    made: AppointmentAnswer,
    *,
    item: str,
    who: tuple[str, str],
    bring: Sequence[str],
    slip: SlipView,
    zone: tzinfo | None,
) -> BookingCheckState:
    """The appointment, with the number that the hall gave it."""
    facts = (
        (texts("booking.fact.item"), item),
        (texts("booking.fact.when"), when_of(texts, made.starts_at, made.ends_at, zone)),
        (texts("booking.fact.where"), f"{made.place} · {made.service_name}"),
        (texts("booking.fact.who"), " ".join(who)),
    )
    return _check(
        texts,
        StepHeaderSpec(texts("booking.booked.title"), texts("booking.appointment")),
        facts,
        banner=(texts("booking.booked"), texts("booking.booked.why"), True),
        number=(texts("booking.number"), made.booking_number),
        bring=bring,
        slip=slip,
    )


def present_ticket(
    texts: Texts, drawn: TicketAnswer, *, item: str, bring: Sequence[str], slip: SlipView, zone: tzinfo | None
) -> BookingCheckState:
    """The place in the line; how many wait is as of the hall's answer."""
    at = drawn.hall_time.astimezone(zone)
    facts = (
        (texts("booking.ahead"), texts("booking.ahead.value", count=drawn.ahead, clock=f"{at:%H:%M}")),
        (texts("booking.fact.item"), item),
        (texts("booking.fact.where"), f"{drawn.place} · {drawn.service_name}"),
        (texts("booking.fact.day"), texts("booking.day", month=drawn.day.month, day=drawn.day.day)),
    )
    return _check(
        texts,
        StepHeaderSpec(texts("booking.ticket.title"), texts("booking.ticket")),
        facts,
        banner=(texts("booking.ticket.wait"), texts("booking.ticket.wait.why"), True),
        number=(texts("booking.ticket.number"), drawn.ticket_number),
        bring=bring,
        slip=slip,
    )


def present_cancel(texts: Texts, one: AppointmentAnswer, *, item: str, zone: tzinfo | None) -> BookingCheckState:
    """Asks once more before an appointment is taken back."""
    return _check(
        texts,
        StepHeaderSpec(texts("booking.cancel.title"), texts("booking.mine")),
        _facts_of(texts, one, item, zone),
        banner=(texts("booking.cancel.lead"), texts("booking.cancel.why"), False),
        number=(texts("booking.number"), one.booking_number),
        primary=texts("booking.cancel.no"),
        secondary=texts("booking.cancel.yes"),
        danger=True,
    )


def present_cancelled(texts: Texts, one: AppointmentAnswer, *, item: str, zone: tzinfo | None) -> BookingCheckState:
    """It is taken back."""
    return _check(
        texts,
        StepHeaderSpec(texts("booking.cancelled.title"), texts("booking.mine")),
        _facts_of(texts, one, item, zone),
        banner=(texts("booking.cancelled"), texts("booking.cancelled.why"), True),
        primary=texts("booking.done"),
    )


def days_of(slots: Iterable[Slot], zone: tzinfo | None) -> dict[date, list[Slot]]:
    """The slots of each day, soonest first; days and times are those of the terminal's zone."""
    found: dict[date, list[Slot]] = {}
    for slot in sorted(slots, key=lambda one: one.starts_at):
        found.setdefault(slot.starts_at.astimezone(zone).date(), []).append(slot)
    return found


def when_of(texts: Texts, starts_at: datetime, ends_at: datetime, zone: tzinfo | None) -> str:
    """Day, weekday and time."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    day = texts("booking.day", month=start.month, day=start.day)
    return f"{day} {texts(f'shell.weekday.{start.isoweekday()}')} {start:%H:%M}–{end:%H:%M}"


def what_to_bring(texts: Texts, catalogue: Catalogue, item: Item) -> tuple[str, ...]:
    """The ID card, and the first materials of the guide; where there are more, that the guide has them."""
    needed = catalogue.materials_of(item)
    names = [catalogue.text(one.material.name, texts.language) for one in needed]
    if not any(one.material.icon == ID_CARD for one in needed):
        names.insert(0, texts("booking.bring.card"))
    more = (texts("booking.bring.more"),) if len(names) > MOST_BRING else ()
    return (*names[:MOST_BRING], *more)


def item_name(texts: Texts, catalogue: Catalogue, item_id: str) -> str:
    """What an item is called; the id of one that this catalogue does not know is not shown."""
    item = next((item for item in catalogue.items.values() if item.id == item_id), None)
    return catalogue.item_common_name(item, texts.language) if item is not None else texts("booking.fact.other_item")


def _facts_of(texts: Texts, one: AppointmentAnswer, item: str, zone: tzinfo | None) -> tuple[tuple[str, str], ...]:
    return (
        (texts("booking.fact.item"), item),
        (texts("booking.fact.when"), when_of(texts, one.starts_at, one.ends_at, zone)),
        (texts("booking.fact.where"), f"{one.place} · {one.service_name}"),
    )


def _check(
    texts: Texts,
    head: StepHeaderSpec,
    facts: tuple[tuple[str, str], ...],
    *,
    banner: tuple[str, str, bool] = ("", "", True),
    number: tuple[str, str] = ("", ""),
    bring: Sequence[str] = (),
    slip: SlipView | None = None,
    primary: str = "",
    secondary: str = "",
    danger: bool = False,
) -> BookingCheckState:
    """The page; with a slip its buttons are those of a page that ends something."""
    status, again = slip_words(texts, slip) if slip is not None else ("", "")
    return BookingCheckState(
        head=head,
        banner=banner[0],
        banner_why=banner[1],
        good=banner[2],
        number_name=number[0],
        number=number[1],
        facts=facts,
        bring_heading=texts("booking.bring"),
        bring=tuple(bring),
        status=status,
        primary=primary if slip is None else texts("booking.done"),
        primary_reason=texts("sealed.wait") if slip in BUSY else "",
        secondary=secondary if slip is None else again,
        paging=present_paging(texts),
        danger=danger,
    )


def _head(texts: Texts, way: str, key: str) -> StepHeaderSpec:
    return StepHeaderSpec(texts(key), texts(f"booking.{way}"))


def _where(texts: Texts, told: SlotsAnswer) -> str:
    return texts("booking.where", place=told.place, service=told.service_name)


def _as_of(texts: Texts, moment: datetime, zone: tzinfo | None) -> str:
    return texts("booking.as_of", clock=f"{moment.astimezone(zone):%H:%M}")
