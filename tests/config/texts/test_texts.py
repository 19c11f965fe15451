"""Keyed texts: what is found, what is refused, and that the two languages stay equal."""

from __future__ import annotations

import ast
import string
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.domain import case_state, code_sets
from config.settings import SettingsFault
from config.texts import Language, TextFileError, TextMissingError, TextPlaceholderError, Texts
from drivers.vocabulary import StaffAction

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "config" / "texts"


def entries(language: Language) -> dict[str, str]:
    """Read a source file's keys and texts."""
    with (SOURCES / f"{language.value}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language.value) if m.id}


def keys_in_order(language: Language) -> list[str]:
    """Read every key as it stands, repeated ones too."""
    lines = (SOURCES / f"{language.value}.po").read_text(encoding="utf-8").splitlines()
    return [line[7:-1] for line in lines if line.startswith('msgid "') and line != 'msgid ""']


def places(text: str) -> set[str]:
    """Give the names of a text's places."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    """A directory with both catalogues compiled from their present sources."""
    for language in Language:
        with (
            (SOURCES / f"{language.value}.po").open("rb") as source,
            (tmp_path / f"{language.value}.mo").open("wb") as target,
        ):
            write_mo(target, read_po(source, locale=language.value))
    return tmp_path


def test_a_key_gives_its_text(compiled: Path) -> None:
    """Each language has its own wording for the same key."""
    assert Texts.load(Language.ZH, compiled)("device.action.refill_paper") == "请装上新的纸卷。"
    assert Texts.load(Language.EN, compiled)("device.action.refill_paper") == "Load a new paper roll."


def test_places_are_filled_and_extra_values_ignored(compiled: Path) -> None:
    """Values go to the places of their name; a text need not use all of them."""
    texts = Texts.load(Language.EN, compiled)
    expected = "printer.poort in site.toml is not a setting."
    assert texts("settings.error.unknown_key", key="printer.poort", file="site.toml", detail="x") == expected


def test_missing_key_names_key_and_language(compiled: Path) -> None:
    """A missing text is an error, never the key on screen."""
    texts = Texts.load(Language.EN, compiled)
    with pytest.raises(TextMissingError) as caught:
        texts("no.such_key")
    assert (caught.value.key, caught.value.language) == ("no.such_key", Language.EN)
    assert not texts.has("no.such_key")
    assert texts.has("device.action.wait")


def test_missing_value_names_the_place(compiled: Path) -> None:
    """A place without a value is an error that names the place."""
    with pytest.raises(TextPlaceholderError, match="'file'"):
        Texts.load(Language.ZH, compiled)("settings.error.unknown_key", key="k")


def test_error_of_a_bad_place_does_not_repeat_the_value(tmp_path: Path) -> None:
    """A value may be personal, so no error carries it."""
    source = tmp_path / "en.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\nmsgid "k"\nmsgstr "{name:d}"\n',
        encoding="utf-8",
    )
    with source.open("rb") as po, (tmp_path / "en.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="en"))
    with pytest.raises(TextPlaceholderError) as caught:
        Texts.load(Language.EN, tmp_path)("k", name="张桂兰")
    assert "张桂兰" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_missing_catalogue_file(tmp_path: Path) -> None:
    """A catalogue that was not compiled names the cure."""
    with pytest.raises(TextFileError, match="make texts"):
        Texts.load(Language.ZH, tmp_path)


def test_damaged_catalogue_file(tmp_path: Path) -> None:
    """Bytes that are no catalogue are a typed error."""
    for content in (b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 24):
        (tmp_path / "en.mo").write_bytes(content)
        with pytest.raises(TextFileError):
            Texts.load(Language.EN, tmp_path)


def test_both_languages_have_the_same_keys() -> None:
    """No key is missing in one of the languages, and none stands twice."""
    assert entries(Language.ZH).keys() == entries(Language.EN).keys()
    for language in Language:
        keys = keys_in_order(language)
        assert sorted(set(keys)) == sorted(keys)


def test_both_languages_have_the_same_places() -> None:
    """A translation neither loses nor invents a place, and no text is empty."""
    english = entries(Language.EN)
    for key, text in entries(Language.ZH).items():
        assert places(text) == places(english[key]), key
        assert text.strip(), key
        assert english[key].strip(), key


def test_english_texts_are_english() -> None:
    """No Chinese was left in the English file.

    Names of languages stand in their own language; the sub-lines of the home tiles repeat the Chinese name (mock-up 21)
    for helper and resident to point at.
    """
    left = {key for key, text in entries(Language.EN).items() if any("\u3400" <= c <= "\u9fff" for c in text)}
    bilingual = {key for key in left if "language" in key or (key.startswith("home.") and ".sub" in key)}
    assert left - bilingual == set()


@pytest.mark.parametrize("language", list(Language))
def test_every_closed_set_has_its_words(language: Language) -> None:
    """A member added to a set without a text is found here, not on the screen."""
    keys = entries(language).keys()
    sets: dict[str, type[StrEnum]] = {
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
        "satisfaction": code_sets.Satisfaction,
    }
    wanted = {f"catalogue.{name}.{word}" for name, words in sets.items() for word in words}
    wanted |= {f"case_state.{state}" for state in case_state.CaseState}
    wanted |= {f"device.action.{action}" for action in StaffAction}
    wanted |= {f"settings.{part}.{fault}" for part in ("error", "cure") for fault in SettingsFault}
    assert wanted - keys == set()


def test_reserved_words_need_the_receiving_system() -> None:
    """Only the text of the accepted state says 受理 as done, and it asks for the document number."""
    chinese = entries(Language.ZH)
    assert places(chinese["case_state.accepted"]) == {"acceptance_doc_number"}
    for state in ("queued", "sending", "delivered"):
        assert "已受理" not in chinese[f"case_state.{state}"]
        assert "提交成功" not in chinese[f"case_state.{state}"]


DATA_TABLES = {
    "drivers/id_card": "code tables of the card standard (ethnic groups, authorities of sample cards)",
    "screens/input": "tables of the input method",
    "drivers/camera/sample_desk.py": "marks on synthetic papers",
    "kiosk/masking.py": "words that end the public part of an address",
    "screens/fonts.py": "characters that the fonts must have",
    "kiosk/health/files.py": "the same characters, for the readiness report, which needs no Qt",
    "kiosk/demo": "sample papers and answers of the demonstration",
}
"""Places where Chinese literals are data, not texts for people, with the reason."""


def chinese_literals(source: str) -> list[str]:
    """Give the string literals with Han characters, docstrings left out."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    docs |= {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and any("\u4e00" <= character <= "\u9fff" for character in node.value)
    ]


def test_the_finder_of_literals_finds_them() -> None:
    """Docstrings and comments are fine, values and parts of f-strings are not."""
    source = '"""文档"""\nX = "值"\ndef f():\n    """说明"""\n    # 注释\n    return f"共{X}件"\n'
    assert chinese_literals(source) == ["值", "共", "件"]


@pytest.mark.parametrize("room", ["kiosk", "screens", "drivers", "offline_queue"])
def test_no_text_for_people_stands_in_code(room: str) -> None:
    """Texts belong into the catalogues; literals are allowed in data tables only."""
    found = {}
    for path in sorted((ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if any(name == table or name.startswith(f"{table}/") for table in DATA_TABLES):
            continue
        literals = chinese_literals(path.read_text(encoding="utf-8"))
        if literals:
            found[name] = literals[:3]
    assert found == {}
