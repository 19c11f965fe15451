"""The catalogue as the rest of the house sees it: look-ups over a checked file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from config.catalogue.material_schema import WHO, WHO_AGENT, WHO_GUARDIAN
from config.catalogue.schema import (
    CatalogueFile,
    Department,
    FormField,
    Item,
    ItemMaterial,
    Material,
    ServicePoint,
    Topic,
)
from config.domain.code_sets import Necessity, OfflinePolicy, SubjectKind
from config.domain.identifiers import DepartmentId, ItemId, MaterialRef, ServicePointId, TopicId
from config.texts import Language


class FormBlock(StrEnum):
    """Where a form's section comes from."""

    APPLICANT = "applicant"
    ITEM = "item"
    AGENT = "agent"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields of a form that belong together."""

    block: FormBlock
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class NeededMaterial:
    """A material on somebody's list.

    Attributes:
        ref: its place in the library.
        material: what the library says.
        necessity: as it stands after the answers: a conditional material that an answer asks for is required.
        when: in words, for a material that is still conditional.
        note: the item's note, else the library's.
    """

    ref: MaterialRef
    material: Material
    necessity: Necessity
    when: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A checked catalogue; immutable. Everything keeps the order of the file, departments their ``order``.

    Look-ups by id raise ``KeyError`` for an id that the catalogue does not hold.

    Attributes:
        file: all blocks as the file has them.
        content_hash: SHA-256 of the file's bytes, in hex; names caches.
        items: by id.
        departments: by id.
        topics: by id.
        service_points: by id.
    """

    file: CatalogueFile
    content_hash: str
    items: Mapping[ItemId, Item]
    departments: Mapping[DepartmentId, Department]
    topics: Mapping[TopicId, Topic]
    service_points: Mapping[ServicePointId, ServicePoint]

    @classmethod
    def of(cls, file: CatalogueFile, content_hash: str) -> Self:
        """Index a checked file."""
        return cls(
            file,
            content_hash,
            MappingProxyType({item.item_id: item for item in file.items}),
            MappingProxyType({d.department_id: d for d in sorted(file.departments, key=lambda d: d.order)}),
            MappingProxyType({topic.topic_id: topic for topic in file.topics}),
            MappingProxyType({point.service_point_id: point for point in file.service_points}),
        )

    @property
    def version(self) -> str:
        """Give the catalogue's own version."""
        return self.file.catalogue_version

    @property
    def sample_data(self) -> bool:
        """Whether the figures are samples, which every guide page has to say."""
        return self.file.sample_data

    def item(self, item_id: ItemId) -> Item:
        """Find an item."""
        return self.items[item_id]

    def material(self, ref: MaterialRef) -> Material:
        """Find a material of the library."""
        return self.file.materials[ref]

    def department_of(self, item: Item) -> Department:
        """Find an item's department."""
        return self.departments[DepartmentId(item.department)]

    def items_of_department(self, department: DepartmentId) -> tuple[Item, ...]:
        """List the items of a department."""
        return tuple(item for item in self.file.items if item.department == department)

    def items_of_topic(self, topic: TopicId) -> tuple[Item, ...]:
        """List the items of a life topic."""
        return tuple(item for item in self.file.items if topic in item.topics)

    def text(self, chinese: str, language: Language) -> str:
        """Say a short text of the catalogue (label, option, name, fee, condition) in a language.

        Texts without an English form, such as guide prose, stay Chinese.
        """
        return self.file.english.get(chinese, chinese) if language is Language.EN else chinese

    def item_name(self, item: Item, language: Language) -> str:
        """Give the official name."""
        return item.en.name if item.en and language is Language.EN else item.name

    def item_common_name(self, item: Item, language: Language) -> str:
        """Give the name that people use."""
        return item.en.common_name if item.en and language is Language.EN else item.common_name

    def topic_name(self, topic: Topic, language: Language) -> str:
        """Give a topic's name."""
        return topic.en if language is Language.EN else topic.zh

    def as_of(self, item: Item) -> date:
        """Give the day on which the item's guide was last known to be true."""
        return item.as_of or self.file.effective_from

    def stale(self, item: Item, today: date) -> bool:
        """Whether the guide is older than the catalogue allows, so that a warning has to stand beside it."""
        return today - self.as_of(item) > timedelta(days=self.file.stale_after_days)

    def dated(self, day: date) -> Catalogue:
        """Give the same catalogue with every guide as of ``day``; for sample data only, so that it is not stale.

        Raises:
            ValueError: the catalogue is no sample; the dates of a real one are facts.
        """
        if not self.sample_data:
            raise ValueError("only a sample catalogue can be given another date")
        items = tuple(item.model_copy(update={"as_of": day}) for item in self.file.items)
        return Catalogue.of(self.file.model_copy(update={"effective_from": day, "items": items}), self.content_hash)

    def form(self, item: Item, subject: SubjectKind, *, agent: bool, guardian: bool = False) -> tuple[FormSection, ...]:
        """Give an item's whole form: who applies, the item's own fields, who acts for the applicant."""
        blocks = self.file.form_blocks
        applicant = blocks.applicant_personal if subject is SubjectKind.PERSONAL else blocks.applicant_legal
        sections = [FormSection(FormBlock.APPLICANT, applicant)]
        if item.form:
            sections.append(FormSection(FormBlock.ITEM, item.form))
        if agent:
            sections.append(FormSection(FormBlock.AGENT, blocks.agent))
        if guardian and blocks.guardian:
            sections.append(FormSection(FormBlock.GUARDIAN, blocks.guardian))
        return tuple(sections)

    def materials_of(self, item: Item, answers: Mapping[str, str] | None = None) -> tuple[NeededMaterial, ...]:
        """List what an item asks for, shortened by the answers given so far.

        Args:
            item: the item.
            answers: option id by situation id; answers to questions that the item does not ask are ignored, but for
                who comes: what one who acts for another always brings is added then.

        A conditional material becomes required when an answer keeps it. It goes when every question that could keep
        it has been answered otherwise. Until then it stays conditional. What an answer drops is gone.
        """
        given = answers or {}
        kept: set[str] = set()
        dropped: set[str] = set()
        open_refs: set[str] = set()
        for situation in item.situations:
            answer = given.get(situation.id)
            for option in situation.options:
                if answer is None:
                    open_refs.update(option.keep)
                elif option.id == answer:
                    kept.update(option.keep)
                    dropped.update(option.drop)
        asked = {ref for situation in item.situations for option in situation.options for ref in option.keep}
        own = tuple(
            self._needed(entry, entry.ref in kept)
            for entry in item.materials
            if entry.ref not in dropped
            and (
                entry.necessity is not Necessity.CONDITIONAL
                or entry.ref in kept
                or entry.ref in open_refs
                or entry.ref not in asked
            )
        )
        return own + self._brought_by_helper(item, given.get(WHO), {needed.ref for needed in own})

    def _brought_by_helper(self, item: Item, who: str | None, listed: set[MaterialRef]) -> tuple[NeededMaterial, ...]:
        """What one who acts for another brings, where the item's own question does not say."""
        said = {option.id for situation in item.situations if situation.id == WHO for option in situation.options}
        if who in said:
            return ()
        refs = {WHO_AGENT: self.file.acting.agent, WHO_GUARDIAN: self.file.acting.guardian}.get(who or "", ())
        return tuple(
            self._needed(ItemMaterial(ref=ref, necessity=Necessity.REQUIRED), kept=True)
            for ref in refs
            if ref not in listed
        )

    def _needed(self, entry: ItemMaterial, kept: bool) -> NeededMaterial:
        material = self.file.materials[entry.ref]
        settled = kept and entry.necessity is Necessity.CONDITIONAL
        return NeededMaterial(
            ref=entry.material_ref,
            material=material,
            necessity=Necessity.REQUIRED if settled else entry.necessity,
            when=None if settled else entry.when,
            note=entry.note or material.note,
        )

    def may_queue(self, item: Item, today: date) -> bool:
        """Whether an item's papers may wait at the terminal while there is no line (domain guide 6.3, points 4, 5).

        Not when the item forbids it, and not within the last days before a yearly deadline.
        """
        if item.kiosk.offline is not OfflinePolicy.QUEUE:
            return False
        guard = item.deadline_guard
        if guard is None:
            return True
        month, day = (int(part) for part in guard.last_day.split("-"))
        left = [date(year, month, day) - today for year in (today.year, today.year + 1)]
        return not any(timedelta(0) <= time <= timedelta(days=guard.warn_days) for time in left)
