"""The packed dictionary holds what it is made from, and its notice ships with it."""

from __future__ import annotations

import runpy
from importlib.resources import files
from pathlib import Path

from screens.input.pinyin import PinyinDictionary
from screens.input.pinyin.dictionary import Kind
from screens.input.pinyin.syllables import SYLLABLES, Segment

TOOLS = Path(__file__).parents[3] / "tools"
KINDS = {"word": Kind.WORD, "surname": Kind.SURNAME, "given": Kind.GIVEN}


def test_every_local_word_is_in_the_dictionary() -> None:
    dictionary = PinyinDictionary.from_package()
    maker = runpy.run_path(str(TOOLS / "make_pinyin_dictionary.py"))
    missing = []
    for kind, text, syllables, _ in maker["read_local"](TOOLS / "pinyin_local.tsv"):
        assert set(syllables) <= SYLLABLES
        assert len(syllables) == len(text)
        spelled = tuple(Segment(syllable, whole=True, cost=0.0) for syllable in syllables)
        if text not in {word.text for word in dictionary.words(spelled, KINDS[kind])}:
            missing.append(text)
    assert missing == []


def test_packing_groups_by_first_letters_and_keeps_the_heavier_of_two() -> None:
    maker = runpy.run_path(str(TOOLS / "make_pinyin_dictionary.py"))
    entry = maker["Entry"]
    packed = maker["pack"](
        [
            entry("word", "临潼", ("lin", "tong"), 5),
            entry("word", "临潼", ("lin", "tong"), 90),
            entry("word", "老天", ("lao", "tian"), 7),
            entry("surname", "张", ("zhang",), 690),
        ]
    )
    assert packed == "S:z\t张,zhang,690\nlt\t临潼,lin.tong,90\t老天,lao.tian,7\n"


def test_the_source_is_read_without_its_header_and_odd_sounds(tmp_path: Path) -> None:
    maker = runpy.run_path(str(TOOLS / "make_pinyin_dictionary.py"))
    source = tmp_path / "dict.yaml"
    source.write_text("# head\n---\nname: x\n...\n呣\tm\t3\n高龄\tgao ling\t358\n三字\tgao\t1\n", encoding="utf-8")
    assert [entry.text for entry in maker["read_rime"](source)] == ["高龄"]


def test_the_notice_names_the_source_and_the_licence() -> None:
    notice = files("screens.input").joinpath("NOTICE-pinyin.txt").read_text(encoding="utf-8")
    assert "rime-data-pinyin-simp" in notice
    assert "Apache License" in notice
