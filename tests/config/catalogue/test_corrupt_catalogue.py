"""Catalogues that must not be used: each fault typed, in its place."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import CatalogueError, CatalogueFault, load_catalogue
from config.catalogue.load import MAX_SIZE_BYTES
from config.texts import Language, Texts
from tests.config.catalogue.conftest import Refused, Tree

Fault = CatalogueFault


def load_bytes(tmp_path: Path, content: bytes) -> CatalogueError:
    """Load bytes that are no catalogue and give the error."""
    path = tmp_path / "catalogue.yaml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    """A path to nothing."""
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path / "none.yaml")
    assert (caught.value.fault, caught.value.file) == (Fault.UNREADABLE, "none.yaml")


def test_file_beyond_all_measure(tmp_path: Path) -> None:
    """A file that cannot be a catalogue is not read at all."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_SIZE_BYTES + 1)
    with pytest.raises(CatalogueError, match="larger than 32 MiB"):
        load_catalogue(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"items: [1, 2\n", "line 2"),
        (b"\xff\xfe\xfa", ""),
        (b"a: \x00\n", ""),
        (b"schema: a\nschema: b\n", "'schema' stands twice, line 2"),
        (b"a: &x [*x, 1]\nb: !!python/object:os.system {}\n", ""),
        (b"[" * 5_000, ""),
        (b"? [a]\n: 1\n", "unhashable"),
    ],
)
def test_no_yaml(tmp_path: Path, content: bytes, words: str) -> None:
    """Broken syntax, wrong bytes, double keys and foreign tags."""
    error = load_bytes(tmp_path, content)
    assert error.fault is Fault.NOT_YAML
    assert words in error.detail


def test_truncated_sample(tmp_path: Path) -> None:
    """A file that was cut while it was copied is never taken for a whole one."""
    content = (Path(__file__).parents[3] / "config" / "catalogue" / "sample.yaml").read_bytes()
    for size in range(0, len(content) - 100, len(content) // 12):
        assert load_bytes(tmp_path, content[:size]).fault in {
            Fault.NOT_YAML,
            Fault.WRONG_VERSION,
            Fault.BAD_VALUE,
            Fault.MISSING,
            # Cut between two items: what is named elsewhere in the file is not there.
            Fault.DANGLING,
        }


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"text\n"])
def test_no_catalogue_at_all(tmp_path: Path, content: bytes) -> None:
    """YAML that holds something else."""
    assert load_bytes(tmp_path, content).fault is Fault.BAD_VALUE


@pytest.mark.parametrize(("key", "value"), [("schema", "other"), ("schema_version", "2.0"), ("schema_version", 1.1)])
def test_wrong_version(refused: Refused, key: str, value: object) -> None:
    """A later or foreign schema is refused before anything else is looked at."""

    def spoil(tree: Tree) -> None:
        tree[key] = value
        tree["something_new"] = {}

    error = refused(spoil)
    assert (error.fault, error.key) == (Fault.WRONG_VERSION, "schema_version")


def test_dates_written_without_quotes_are_read(refused: Refused) -> None:
    """YAML makes dates of them; an impossible one is still refused as a value."""
    error = refused(lambda tree: tree.update(effective_from="2025-02-30"))
    assert (error.fault, error.key) == (Fault.BAD_VALUE, "effective_from")


SENIOR = ("items", "senior_allowance")
REGISTER = (*SENIOR, "situations", "register")
GONE = object()
"""Takes a key or an element out."""


@dataclass(frozen=True)
class More:
    """Adds an element to a list."""

    element: object


@dataclass(frozen=True)
class Again:
    """Adds a copy of the first element to a list."""


def step_into(node: Any, step: str | int) -> Any:
    """Go one step down: by key, by place, or in a list by id, key or reference."""
    if isinstance(node, list) and isinstance(step, str):
        return next(e for e in node if step in {e.get("id"), e.get("key"), e.get("ref")})
    return node[step]


def change(tree: Tree, path: tuple[str | int, ...], value: object) -> None:
    """Make one change to a tree."""
    node: Any = tree
    for step in path[:-1]:
        node = step_into(node, step)
    last = path[-1]
    match value:
        case More(element):
            step_into(node, last).append(element)
        case Again():
            step_into(node, last).append(copy.deepcopy(step_into(node, last)[0]))
        case _ if value is GONE:
            del node[last]
        case _:
            node[last] = value


SA = "items[senior_allowance]"
UR = "items[unemployment_registration]"
UNEMPLOYED = ("items", "unemployment_registration")
CHANGES: list[tuple[str, CatalogueFault, str, tuple[str | int, ...], object]] = [
    (
        "commitment to a question that is not asked",
        Fault.DANGLING,
        f"{UR}.commitment_terms.situation",
        (*UNEMPLOYED, "commitment_terms", "situation"),
        "gone",
    ),
    (
        "commitment that spares nothing",
        Fault.BAD_VALUE,
        f"{UR}.commitment_terms.replaces",
        (*UNEMPLOYED, "commitment_terms", "replaces"),
        ["id_card"],
    ),
    ("terms without a commitment", Fault.BAD_VALUE, UR, (*UNEMPLOYED, "commitment"), False),
    ("unknown key", Fault.UNKNOWN_KEY, f"{SA}.colour", (*SENIOR, "colour"), "red"),
    ("missing key", Fault.MISSING, f"{SA}.guide", (*SENIOR, "guide"), GONE),
    ("wrong type", Fault.BAD_VALUE, f"{SA}.onsite_count", (*SENIOR, "onsite_count"), "1"),
    ("unknown word", Fault.BAD_VALUE, f"{SA}.kiosk.mode", (*SENIOR, "kiosk", "mode"), "x"),
    (
        "promise longer than the law",
        Fault.BAD_VALUE,
        "items[resident_pension_enrol]",
        ("items", "resident_pension_enrol", "promised_limit", "days"),
        11,
    ),
    ("limit without unit", Fault.BAD_VALUE, f"{SA}.promised_limit", (*SENIOR, "promised_limit", "unit"), "none"),
    ("fee not listed", Fault.BAD_VALUE, f"{SA}.fee", (*SENIOR, "fee", "charged"), True),
    (
        "face only",
        Fault.BAD_VALUE,
        "items[benefit_eligibility_check]",
        ("items", "benefit_eligibility_check", "alternatives"),
        GONE,
    ),
    ("condition without words", Fault.BAD_VALUE, f"{SA}.materials[1]", (*SENIOR, "materials", 1, "when"), GONE),
    (
        "choice without options",
        Fault.BAD_VALUE,
        f"{SA}.form[living_place]",
        (*SENIOR, "form", "living_place", "options"),
        [],
    ),
    (
        "option twice",
        Fault.BAD_VALUE,
        f"{SA}.form[living_place]",
        (*SENIOR, "form", "living_place", "options"),
        Again(),
    ),
    (
        "min over max",
        Fault.BAD_VALUE,
        "items[food_business_permit].form[site_area]",
        ("items", "food_business_permit", "form", "site_area", "max"),
        0,
    ),
    ("field twice", Fault.BAD_VALUE, SA, (*SENIOR, "form"), Again()),
    (
        "scan of grade A",
        Fault.BAD_VALUE,
        "materials.household_register",
        ("materials", "household_register", "trust_grade"),
        "A",
    ),
    (
        "deadline on 30 February",
        Fault.BAD_VALUE,
        "items[school_enrol_migrant].deadline_guard",
        ("items", "school_enrol_migrant", "deadline_guard", "last_day"),
        "02-30",
    ),
    ("item twice", Fault.DUPLICATE, "items", ("items",), Again()),
    ("code twice", Fault.DUPLICATE, "items[].code", (*SENIOR, "code"), "LTS-MZ-001"),
    ("department twice", Fault.DUPLICATE, "departments", ("departments",), Again()),
    ("topic twice", Fault.DUPLICATE, "topics", ("topics",), Again()),
    ("service point twice", Fault.DUPLICATE, "service_points", ("service_points",), Again()),
    ("material twice", Fault.DUPLICATE, f"{SA}.materials", (*SENIOR, "materials"), Again()),
    (
        "field of a block",
        Fault.DUPLICATE,
        f"{SA}.form[applicant_name]",
        (*SENIOR, "form", "payee_bank", "key"),
        "applicant_name",
    ),
    ("question twice", Fault.DUPLICATE, f"{SA}.situations", (*SENIOR, "situations"), Again()),
    (
        "answer twice",
        Fault.DUPLICATE,
        f"{SA}.situations[register]",
        (*REGISTER, "options"),
        More({"id": "same", "label": "又一样"}),
    ),
    ("unknown department", Fault.DANGLING, f"{SA}.department", (*SENIOR, "department"), "nobody"),
    ("unknown topic", Fault.DANGLING, f"{SA}.topics", (*SENIOR, "topics"), ["nothing"]),
    ("unknown material", Fault.DANGLING, f"{SA}.materials", (*SENIOR, "materials", "id_card", "ref"), "nothing"),
    (
        "keeping what is not conditional",
        Fault.DANGLING,
        f"{SA}.situations[register].same.keep",
        (*REGISTER, "options", "same", "keep"),
        ["id_card"],
    ),
    (
        "dropping what is not there",
        Fault.DANGLING,
        f"{SA}.situations[register].same.drop",
        (*REGISTER, "options", "same", "drop"),
        ["layout_plan"],
    ),
    ("never asked for", Fault.DANGLING, f"{SA}.situations", (*SENIOR, "situations", 0), GONE),
    (
        "who with other answers",
        Fault.BAD_VALUE,
        f"{SA}.situations[who]",
        (*SENIOR, "situations", "who", "options", "self", "id"),
        "me",
    ),
    ("unknown code set", Fault.UNKNOWN_KEY, "code_sets.mood", ("code_sets", "mood"), {"good": {"zh": "好"}}),
    ("unknown word", Fault.DANGLING, "code_sets.delivery", ("code_sets", "delivery", "pigeon"), {"zh": "信鸽"}),
    (
        "other national code",
        Fault.CODE_MISMATCH,
        "code_sets.item_type.public_service",
        ("code_sets", "item_type", "public_service", "gb"),
        "21",
    ),
    (
        "other platform code",
        Fault.CODE_MISMATCH,
        "code_sets.necessity.required",
        ("code_sets", "necessity", "required", "platform"),
        "2",
    ),
]


@pytest.mark.parametrize(("fault", "key", "path", "value"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_fault_is_typed_and_placed(
    refused: Refused, fault: CatalogueFault, key: str, path: tuple[str | int, ...], value: object
) -> None:
    """Each mistake is told apart and found by the id of its item."""
    error = refused(lambda tree: change(tree, path, value))
    assert (error.fault, error.key) == (fault, key)
    assert error.file == "catalogue.yaml"
    assert "catalogue.yaml" in str(error)


def test_several_mistakes_are_counted(refused: Refused) -> None:
    """The first one is named, the others are counted."""

    def spoil(tree: Tree) -> None:
        for entry in tree["items"]:
            del entry["guide"]

    assert "(and 23 more)" in refused(spoil).detail


@pytest.mark.parametrize("fault", list(CatalogueFault))
def test_every_fault_has_sentence_and_cure(fault: CatalogueFault) -> None:
    """Staff read what is wrong and what to do, in both languages."""
    error = CatalogueError(fault, "catalogue.yaml", "items", "why")
    for language in Language:
        texts = Texts.load(language)
        assert texts(error.reason_key, **error.values)
        assert texts(error.cure_key, **error.values)
