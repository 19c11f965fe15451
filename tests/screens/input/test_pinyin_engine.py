"""The pinyin engine: names and addresses first, parts of the input, bad dictionaries."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screens.input.pinyin import Candidate, PinyinDictionary, PinyinDictionaryError, PinyinEngine, Style
from screens.input.pinyin.syllables import SYLLABLES, Segment, edges, similar_sounds

SHARED = PinyinEngine()


@pytest.fixture(scope="module")
def engine() -> PinyinEngine:
    engine = PinyinEngine()
    engine.prepare()
    return engine


def texts(engine: PinyinEngine, spelling: str, style: Style = Style.ANYTHING) -> list[str]:
    return [candidate.text for candidate in engine.candidates(spelling, style=style)]


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("lintongqu", "临潼区"),
        ("lishanjiedao", "骊山街道"),
        ("lintongqulishanjiedao", "临潼区骊山街道"),
        ("xinfengjiedao", "新丰街道"),
        ("qinlingshequ", "秦陵社区"),
        ("xi'an", "西安"),
        ("renminlu", "人民路"),
        ("gaolingbutie", "高龄补贴"),
        ("laorenbutie", "老人补贴"),
        ("dibao", "低保"),
        ("yibao", "医保"),
        ("shenfenzheng", "身份证"),
        ("canjizheng", "残疾证"),
        ("juzhuzheng", "居住证"),
        ("yingyezhizhao", "营业执照"),
        ("xueya", "血压"),
        ("nver", "女儿"),
        ("womenjintianqubanshenfenzheng", "我们今天去办身份证"),
    ],
)
def test_what_residents_write_comes_first(engine: PinyinEngine, spelling: str, expected: str) -> None:
    assert texts(engine, spelling)[0] == expected


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("zhangguilan", "张桂兰"),
        ("wangxiuying", "王秀英"),
        ("chenjianguo", "陈建国"),
        ("liming", "李明"),
        ("liyuzhen", "李玉珍"),
        ("ouyangming", "欧阳明"),
    ],
)
def test_in_a_name_field_names_come_first(engine: PinyinEngine, spelling: str, expected: str) -> None:
    assert texts(engine, spelling, Style.NAME)[0] == expected


def test_a_surname_alone_gives_surnames(engine: PinyinEngine) -> None:
    assert texts(engine, "zhang", Style.NAME)[:2] == ["张", "章"]


def test_after_the_surname_given_names_come_first(engine: PinyinEngine) -> None:
    assert texts(engine, "guilan", Style.GIVEN_NAME)[0] == "桂兰"


def test_a_name_of_five_syllables_is_still_written_as_words(engine: PinyinEngine) -> None:
    assert texts(engine, "lishanshequzhongxin", Style.NAME)[0] == "骊山社区中心"


@pytest.mark.parametrize(
    ("spelling", "expected"), [("glbt", "高龄补贴"), ("gaolbt", "高龄补贴"), ("sfz", "身份证"), ("shenfz", "身份证")]
)
def test_initials_are_enough(engine: PinyinEngine, spelling: str, expected: str) -> None:
    assert texts(engine, spelling)[0] == expected


def test_an_unfinished_syllable_finds_its_words(engine: PinyinEngine) -> None:
    assert "身份证" in texts(engine, "shenfenzhen")[:3]
    assert "陕西省" in texts(engine, "shanxishe")[:10]


def test_similar_sounds_are_forgiven(engine: PinyinEngine) -> None:
    assert "骊山街道" in texts(engine, "lisanjiedao")
    assert "身份证" in texts(engine, "senfenzheng")


def test_exact_sounds_go_before_similar_ones(engine: PinyinEngine) -> None:
    assert texts(engine, "lisan").index("离散") < texts(engine, "lisan").index("骊山")


def test_a_split_mark_decides(engine: PinyinEngine) -> None:
    assert texts(engine, "xian")[0] != "西安"
    assert texts(engine, "xi'an")[0] == "西安"


def test_choosing_a_part_leaves_the_rest(engine: PinyinEngine) -> None:
    first = next(c for c in engine.candidates("lintongqulishan") if c.text == "临潼")
    assert first == Candidate("临潼", len("lintong"))
    assert texts(engine, "lintongqulishan"[first.consumed :])[0].endswith("骊山")


def test_a_consumed_part_takes_its_split_mark_along(engine: PinyinEngine) -> None:
    part = next(c for c in engine.candidates("xi'an'shi") if c.text == "西安")
    assert part.consumed == len("xi'an'")


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("lishanjiedao", "li'shan'jie'dao"),
        ("fangan", "fang'an"),
        ("gaolbt", "gao'l'b't"),
        ("lve", "lue"),
        ("gaoi", "gao'i"),
        ("", ""),
        ("'", ""),
        ("u", "u"),
    ],
)
def test_the_spelling_is_shown_as_it_is_read(engine: PinyinEngine, spelling: str, expected: str) -> None:
    assert engine.split(spelling) == expected


def test_letters_that_mean_nothing_wait(engine: PinyinEngine) -> None:
    assert engine.candidates("gaoi")[0] == Candidate("高", 3)
    assert engine.candidates("uuu") == []
    assert engine.candidates("") == []
    assert engine.candidates("i", style=Style.NAME) == []


@pytest.mark.parametrize("spelling", ["Li", "li4", "李", "li shan"])
def test_other_characters_are_refused(engine: PinyinEngine, spelling: str) -> None:
    with pytest.raises(ValueError, match="letters a-z"):
        engine.candidates(spelling)
    with pytest.raises(ValueError, match="letters a-z"):
        engine.split(spelling)


def test_a_candidate_is_offered_once(engine: PinyinEngine) -> None:
    found = texts(engine, "gaolingbutie", Style.NAME)
    assert len(found) == len(set(found))


def test_the_limit_holds(engine: PinyinEngine) -> None:
    assert len(engine.candidates("yi", limit=7)) == 7


def test_it_learns_nothing(engine: PinyinEngine) -> None:
    before = engine.candidates("zhongshan")
    for _ in range(5):
        engine.candidates("zhongshang")
    engine.forget()
    assert engine.candidates("zhongshan") == before


def test_forgetting_empties_the_caches() -> None:
    dictionary = PinyinDictionary.from_package()
    engine = PinyinEngine(lambda: dictionary)
    engine.forget()
    engine.candidates("lintong")
    assert dictionary.words.cache_info().currsize > 0
    engine.forget()
    assert dictionary.words.cache_info().currsize == 0


def test_the_dictionary_is_loaded_once_and_late() -> None:
    loads: list[None] = []

    def load() -> PinyinDictionary:
        loads.append(None)
        return PinyinDictionary.from_package()

    engine = PinyinEngine(load)
    assert not loads
    engine.candidates("li")
    engine.candidates("shan")
    assert len(loads) == 1


@pytest.mark.parametrize("damaged", [b"", b"not gzip", gzip.compress(b"\xff\xfe"), gzip.compress(b"no tab\n")])
def test_a_damaged_dictionary_is_a_typed_error(damaged: bytes) -> None:
    with pytest.raises(PinyinDictionaryError) as caught:
        PinyinDictionary(damaged)
    assert caught.value.reason


def test_a_missing_dictionary_is_a_typed_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.input.pinyin.dictionary.DATA_NAME", "none.tsv.gz")
    with pytest.raises(PinyinDictionaryError, match="missing"):
        PinyinDictionary.from_package()


def test_every_syllable_has_a_character(engine: PinyinEngine) -> None:
    silent = [syllable for syllable in sorted(SYLLABLES) if not engine.candidates(syllable)]
    assert silent == []


def test_similar_sounds_go_both_ways() -> None:
    assert similar_sounds("shan") == ("san", "sang", "shang")
    for syllable in SYLLABLES:
        assert all(syllable in similar_sounds(other) for other in similar_sounds(syllable))


def test_a_lone_initial_is_read_only_where_no_syllable_begins() -> None:
    assert [segment.letters for _, segment in edges("shl", 0)] == ["sh", "s"]
    assert all(segment.whole for _, segment in edges("shi", 0))


@settings(max_examples=60, deadline=None)
@given(spelling=st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=24), style=st.sampled_from(Style))
def test_any_letters_give_candidates_that_consume_something(spelling: str, style: Style) -> None:
    for candidate in SHARED.candidates(spelling, style=style):
        assert candidate.text
        assert 0 < candidate.consumed <= len(spelling)


@settings(max_examples=60, deadline=None)
@given(spelling=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=24))
def test_splitting_loses_no_letter(spelling: str) -> None:
    joined = SHARED.split(spelling).replace("'", "")
    assert joined == spelling.replace("lve", "lue").replace("nve", "nue") or joined == spelling


def test_long_words_are_looked_up_as_they_are_spelled() -> None:
    """Four syllables that each sound like three others would be too many spellings to try."""
    dictionary = PinyinDictionary.from_package()
    spelled = tuple(Segment(letters, whole=True, cost=0.0) for letters in ("zhang", "sheng", "zhang", "cheng"))
    assert dictionary.words(spelled) == ()
