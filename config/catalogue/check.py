"""Checks that need the whole file: double ids, references to nothing, code sets against the national tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.schema import WHO, WHO_AGENT, WHO_GUARDIAN, WHO_SELF, CatalogueFile, Item
from config.domain import code_sets
from config.domain.code_sets import CodedEnum, Necessity

_SETS: Mapping[str, type[StrEnum]] = {
    "item_type": code_sets.ItemType,
    "exercise_level": code_sets.ExerciseLevel,
    "subject_kind": code_sets.SubjectKind,
    "case_type": code_sets.CaseType,
    "day_unit": code_sets.DayUnit,
    "clock_start": code_sets.ClockStart,
    "necessity": code_sets.Necessity,
    "doc_type": code_sets.DocType,
    "medium": code_sets.Medium,
    "trust_grade": code_sets.TrustGrade,
    "capture": code_sets.Capture,
    "original_check": code_sets.OriginalCheck,
    "kiosk_mode": code_sets.KioskMode,
    "offline_policy": code_sets.OfflinePolicy,
    "identity_level": code_sets.IdentityLevel,
    "agent_rule": code_sets.AgentRule,
    "sensitive_category": code_sets.SensitiveCategory,
    "result_type": code_sets.ResultType,
    "delivery": code_sets.Delivery,
    "service_point_type": code_sets.ServicePointType,
    "facility": code_sets.Facility,
    "field_type": code_sets.FieldType,
}


def check_catalogue(file: CatalogueFile, name: str) -> None:
    """See that the parts of a file fit together.

    Args:
        file: the file, each block already valid by itself.
        name: the file's name for the error.

    Raises:
        CatalogueError: with the first fault found.
    """
    _unique(name, "departments", (department.id for department in file.departments))
    _unique(name, "topics", (topic.id for topic in file.topics))
    _unique(name, "service_points", (point.id for point in file.service_points))
    _unique(name, "items", (item.id for item in file.items))
    _unique(name, "items[].code", (item.code for item in file.items))
    _known(name, "frequent", file.frequent, {item.id for item in file.items})
    _check_code_sets(file, name)
    departments = {department.id for department in file.departments}
    topics = {topic.id for topic in file.topics}
    blocks = {
        field.key
        for block in (
            file.form_blocks.applicant_personal,
            file.form_blocks.applicant_legal,
            file.form_blocks.agent,
            file.form_blocks.guardian,
        )
        for field in block
    }
    _known(name, "acting", (*file.acting.agent, *file.acting.guardian), file.materials)
    for item in file.items:
        place = f"items[{item.id}]"
        _known(name, f"{place}.department", [item.department], departments)
        _known(name, f"{place}.topics", item.topics, topics)
        _known(name, f"{place}.materials", (entry.ref for entry in item.materials), file.materials)
        _unique(name, f"{place}.materials", (entry.ref for entry in item.materials))
        for field in item.form:
            if field.key in blocks:
                raise CatalogueError(CatalogueFault.DUPLICATE, name, f"{place}.form[{field.key}]", "a block has it")
        _check_situations(item, name, f"{place}.situations")
        _check_commitment(item, name, f"{place}.commitment_terms")


def _unique(name: str, place: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise CatalogueError(CatalogueFault.DUPLICATE, name, place, one)
        seen.add(one)


def _known(name: str, place: str, references: Iterable[str], known: Iterable[str]) -> None:
    for reference in references:
        if reference not in known:
            raise CatalogueError(CatalogueFault.DANGLING, name, place, reference)


def _check_situations(item: Item, name: str, place: str) -> None:
    _unique(name, place, (situation.id for situation in item.situations))
    refs = {entry.ref for entry in item.materials}
    conditional = {entry.ref for entry in item.materials if entry.necessity is Necessity.CONDITIONAL}
    kept: set[str] = set()
    for situation in item.situations:
        at = f"{place}[{situation.id}]"
        ids = [option.id for option in situation.options]
        _unique(name, at, ids)
        if situation.id == WHO and (ids[0] != WHO_SELF or not {*ids[1:]} <= {WHO_AGENT, WHO_GUARDIAN}):
            raise CatalogueError(CatalogueFault.BAD_VALUE, name, at, "the options of who are self, agent, guardian")
        for option in situation.options:
            _known(name, f"{at}.{option.id}.keep", option.keep, conditional)
            _known(name, f"{at}.{option.id}.drop", option.drop, refs)
            _known(name, f"{at}.{option.id}.fees", option.fees, [fee.name for fee in item.fee.items])
            kept.update(option.keep)
    if item.situations and conditional - kept:
        never = ", ".join(sorted(conditional - kept))
        raise CatalogueError(CatalogueFault.DANGLING, name, place, f"no answer keeps {never}")


def _check_commitment(item: Item, name: str, place: str) -> None:
    """Both ways are options of its question, and what it replaces is not asked for from one who commits."""
    terms = item.commitment_terms
    if terms is None:
        return
    situation = next((one for one in item.situations if one.id == terms.situation), None)
    if situation is None:
        raise CatalogueError(CatalogueFault.DANGLING, name, f"{place}.situation", terms.situation)
    options = {option.id: option for option in situation.options}
    _known(name, place, (terms.commit, terms.ordinary), options)
    _known(name, f"{place}.replaces", terms.replaces, [entry.ref for entry in item.materials])
    commit = options[terms.commit]
    conditional = {entry.ref for entry in item.materials if entry.necessity is Necessity.CONDITIONAL}
    for ref in terms.replaces:
        if ref in commit.keep or not (ref in commit.drop or ref in conditional):
            raise CatalogueError(
                CatalogueFault.BAD_VALUE, name, f"{place}.replaces", f"{ref} is asked for all the same"
            )


def _check_code_sets(file: CatalogueFile, name: str) -> None:
    for set_name, entries in file.code_sets.items():
        place = f"code_sets.{set_name}"
        words = _SETS.get(set_name)
        if words is None:
            raise CatalogueError(CatalogueFault.UNKNOWN_KEY, name, place)
        _known(name, place, entries, [word.value for word in words])
        if not isinstance(entries, dict) or not issubclass(words, CodedEnum):
            continue
        for word, entry in entries.items():
            ours = words(word)
            for table, theirs, expected in (("gb", entry.gb, ours.gb), ("platform", entry.platform, ours.platform)):
                if theirs is not None and theirs != expected:
                    detail = f"{table} is {theirs}, the national table has {expected}"
                    raise CatalogueError(CatalogueFault.CODE_MISMATCH, name, f"{place}.{word}", detail)
