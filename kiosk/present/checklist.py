"""What the two pages of the checklist say: what is there, and what is still missing with where to get it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from config.catalogue import Catalogue, NeededMaterial
from config.catalogue.material_schema import ScanPaper
from config.catalogue.schema import Item, Material
from config.domain.code_sets import DocType, Necessity, OriginalCheck
from config.texts import Texts
from kiosk.checklist import WITHOUT_PAPER, Checklist, checklist_of
from kiosk.present.paging import present_paging
from kiosk.present.situations import present_shortening, present_situations, present_situations_heading
from screens.components.banner import BannerKind, BannerSpec
from screens.components.choice import ChoiceSpec
from screens.components.entry import EntrySpec
from screens.components.step_header import StepHeaderSpec
from screens.components.tag import TagKind, TagSpec
from screens.icons import Icon
from screens.pages.checklist import ChecklistState, HeldPaper
from screens.pages.missing import MissingState, PaperGroup

_PAPER_ICONS = {
    ScanPaper.CARD: Icon.ID_CARD,
    ScanPaper.BOOKLET: Icon.BOOK,
    ScanPaper.RECEIPT: Icon.YEN,
    ScanPaper.A4: Icon.DOC,
}
READY = "checklist.tag.ready"
"""The tag of what is there; where to get it is of no interest then."""
_ORIGINALS = frozenset({OriginalCheck.AT_WINDOW, OriginalCheck.AT_PICKUP, OriginalCheck.SURRENDER})


def paper_icon(material: Material) -> Icon:
    """The picture of a kind of paper: the catalogue's, else by what it is on."""
    if material.icon is not None:
        return Icon.named(material.icon)
    default = Icon.PENCIL if material.doc_type is DocType.FORM else Icon.DOC
    return _PAPER_ICONS.get(material.scan.paper, default)


def present_checklist(
    texts: Texts, catalogue: Catalogue, item: Item, *, answers: Mapping[str, str], have: Collection[str], today: date
) -> ChecklistState:
    """The page on which the resident ticks what is there.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        item: what is to be done.
        answers: option id by situation id, as chosen so far.
        have: references of the materials that are there.
        today: to judge whether the guide is stale.
    """
    sorted_ = checklist_of(catalogue, item, answers, have)
    carried = [one for one in catalogue.materials_of(item, answers) if one not in sorted_.nothing_to_bring]
    missing = len(sorted_.missing)
    return ChecklistState(
        head=_head(texts, catalogue, item),
        banner=_stale(texts, catalogue, item, today),
        situations_heading=present_situations_heading(texts, catalogue, item),
        situations_note=present_shortening(texts, catalogue, item, answers),
        situations=present_situations(texts, catalogue, item, answers),
        papers_heading=texts("checklist.papers"),
        papers=tuple(_held(texts, catalogue, one, have) for one in carried),
        nothing_heading=texts("checklist.nothing") if sorted_.nothing_to_bring else "",
        nothing=tuple(_entry(texts, catalogue, one, tag="checklist.tag.nothing") for one in sorted_.nothing_to_bring),
        show=texts("checklist.show", count=missing) if missing else texts("checklist.show.complete"),
        paging=present_paging(texts),
    )


def present_missing(
    texts: Texts,
    catalogue: Catalogue,
    item: Item,
    *,
    answers: Mapping[str, str],
    have: Collection[str],
    today: date,
    printer_ok: bool,
) -> MissingState:
    """The page that says what is missing and where to get it. Arguments as above; whether it can be printed."""
    sorted_ = checklist_of(catalogue, item, answers, have)
    kind = BannerKind.GOOD if sorted_.complete else BannerKind.WARN
    icon = Icon.CHECK_CIRCLE if sorted_.complete else Icon.CHECKLIST
    sentence = texts("missing.none") if sorted_.complete else texts("missing.some", count=len(sorted_.missing))
    why = texts("missing.none.why" if sorted_.complete else "missing.some.why")
    stale = _stale(texts, catalogue, item, today)
    return MissingState(
        head=_head(texts, catalogue, item),
        banners=(BannerSpec(kind, sentence, why, icon), *((stale,) if stale is not None else ())),
        groups=_groups(texts, catalogue, sorted_),
        footnotes=_footnotes(texts, catalogue, item),
        print=texts("missing.print"),
        print_reason="" if printer_ok else texts("guide.print.no_printer"),
        guide=texts("missing.guide"),
        paging=present_paging(texts),
    )


def where_to_get(texts: Texts, catalogue: Catalogue, needed: NeededMaterial) -> str:
    """Who gives it out, when it is needed, and what else is known of it, in one line."""
    material, language = needed.material, texts.language
    words = []
    if material.issuer:
        issuer = catalogue.text(material.issuer, language)
        words.append(issuer if material.capture in WITHOUT_PAPER else texts("missing.from", issuer=issuer))
    if needed.when:
        words.append(texts("missing.when", when=catalogue.text(needed.when, language)))
    if needed.note:
        words.append(catalogue.text(needed.note, language))
    return texts("words.sentence_separator").join(words)


def original_words(texts: Texts, needed: NeededMaterial) -> str:
    """Whether the original is looked at, and where; empty: it is not."""
    check = needed.material.original_check
    return texts(f"guide.original.{check.value}") if check in _ORIGINALS else ""


def _head(texts: Texts, catalogue: Catalogue, item: Item) -> StepHeaderSpec:
    as_of = texts("guide.as_of", date=catalogue.as_of(item).isoformat())
    return StepHeaderSpec(catalogue.item_common_name(item, texts.language), texts("checklist.caption"), next_step=as_of)


def _stale(texts: Texts, catalogue: Catalogue, item: Item, today: date) -> BannerSpec | None:
    if not catalogue.stale(item, today):
        return None
    why = texts("guide.stale.reason", date=catalogue.as_of(item).isoformat(), phone=item.contact.consult)
    return BannerSpec(BannerKind.WARN, texts("guide.stale"), why, Icon.CALENDAR)


def _held(texts: Texts, catalogue: Catalogue, needed: NeededMaterial, have: Collection[str]) -> HeldPaper:
    language = texts.language
    later = needed.necessity is Necessity.DEFERRABLE
    words = [texts("checklist.later")] if later else []
    if needed.when:
        words.append(catalogue.text(needed.when, language))
    choice = ChoiceSpec(
        catalogue.text(needed.material.name, language),
        texts("words.sentence_separator").join(words),
        selected=needed.ref in have,
        many=True,
        icon=paper_icon(needed.material),
    )
    return HeldPaper(needed.ref, choice)


def _groups(texts: Texts, catalogue: Catalogue, sorted_: Checklist) -> tuple[PaperGroup, ...]:
    groups = [
        _group(texts, catalogue, "missing.group.missing", sorted_.missing, ""),
        _group(texts, catalogue, "missing.group.later", sorted_.later, "checklist.tag.later"),
        _group(texts, catalogue, "missing.group.ready", sorted_.ready, READY),
        _group(texts, catalogue, "missing.group.nothing", sorted_.nothing_to_bring, "checklist.tag.nothing"),
    ]
    return tuple(group for group in groups if group.papers)


def _group(texts: Texts, catalogue: Catalogue, key: str, papers: Iterable[NeededMaterial], tag: str) -> PaperGroup:
    return PaperGroup(texts(key), tuple(_entry(texts, catalogue, one, tag=tag) for one in papers))


def _entry(texts: Texts, catalogue: Catalogue, needed: NeededMaterial, *, tag: str) -> EntrySpec:
    tags = [TagSpec(texts(tag), TagKind.GOOD)] if tag else []
    original = original_words(texts, needed)
    if original:
        tags.append(TagSpec(original, TagKind.WARN))
    sub = where_to_get(texts, catalogue, needed) if tag != READY else ""
    return EntrySpec(
        catalogue.text(needed.material.name, texts.language), paper_icon(needed.material), sub, tuple(tags)
    )


def _footnotes(texts: Texts, catalogue: Catalogue, item: Item) -> tuple[str, ...]:
    notes = [texts("missing.ask", phone=item.contact.consult)]
    if catalogue.sample_data:
        notes.append(texts("guide.sample"))
    return tuple(notes)
