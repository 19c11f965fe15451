"""Editing a field: what is taken, what waits, where the cursor goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.input.editing import Allowed, EditingRules, TextEditing


def editing(allowed: Allowed = Allowed.ANYTHING, text: str = "", most: int = 200) -> TextEditing:
    return TextEditing.of(EditingRules(allowed, most), text)


def test_a_field_begins_with_the_cursor_at_the_end() -> None:
    started = editing(text="临潼区")
    assert (started.before, started.after, started.composing, started.full) == ("临潼区", "", False, False)


def test_text_goes_in_at_the_cursor() -> None:
    done = editing(text="临区").move(-1).insert("潼")
    assert (done.text, done.cursor) == ("临潼区", 2)


def test_the_cursor_stays_within_the_text() -> None:
    assert editing(text="ab").move(-9).cursor == 0
    assert editing(text="ab").move(9).cursor == 2


@pytest.mark.parametrize(
    ("allowed", "typed", "taken"),
    [
        (Allowed.ANYTHING, "a1中，\n", "a1中，"),
        (Allowed.NAME, "张3桂·兰!", "张桂·兰"),
        (Allowed.DIGITS, "1a２x", "12"),
        (Allowed.PHONE, "-029-0000", "029-0000"),
        (Allowed.ID_NUMBER, "610x１-", "610X1"),
        (Allowed.CODE, "9a中-", "9A"),
        (Allowed.RECEIPT, "ls01-26 ", "LS01-26"),
        (Allowed.DECIMAL, ".12.345", "12.34"),
        (Allowed.DECIMAL, "1a", "1"),
    ],
)
def test_a_field_takes_what_it_allows(allowed: Allowed, typed: str, taken: str) -> None:
    assert editing(allowed).insert(typed).text == taken


def test_a_second_hyphen_is_left_out_of_a_phone_number() -> None:
    assert editing(Allowed.PHONE, "029-1").insert("-").text == "029-1"


def test_nothing_goes_into_a_full_field() -> None:
    full = editing(text="12", most=2)
    assert full.full
    assert full.insert("3") == full
    assert full.spell("a") == full


def test_letters_wait_for_a_candidate() -> None:
    waiting = editing(text="临潼区").spell("l").spell("i").spell("'").spell("s")
    assert (waiting.text, waiting.spelling, waiting.composing) == ("临潼区", "li's", True)


def test_a_split_mark_needs_a_letter_before_it() -> None:
    assert editing().spell("'").spelling == ""
    assert editing().spell("x").spell("'").spell("'").spelling == "x'"


def test_other_characters_are_no_letters() -> None:
    assert editing().spell("中").spelling == ""
    assert editing().spell("A").spelling == ""


def test_a_spelling_has_an_end() -> None:
    long = editing()
    for _ in range(100):
        long = long.spell("a")
    assert len(long.spelling) == 64


def test_choosing_a_part_keeps_the_rest() -> None:
    waiting = editing(text="在")
    for letter in "xi'an'shi":
        waiting = waiting.spell(letter)
    part = waiting.choose("西安", 5)
    assert (part.text, part.spelling) == ("在西安", "shi")
    assert part.choose("市", 3) == editing(text="在西安市")


def test_a_candidate_that_fills_the_field_ends_the_spelling() -> None:
    waiting = editing(most=2).spell("l").spell("s").spell("j")
    done = waiting.choose("骊山街", 2)
    assert (done.text, done.spelling) == ("骊山", "")


def test_letters_can_be_taken_as_they_are() -> None:
    assert editing().spell("x").spell("'").spell("a").take_letters() == editing(text="xa")


def test_letters_can_be_dropped() -> None:
    assert editing(text="张").spell("g").drop_letters() == editing(text="张")


def test_deleting_takes_letters_first_then_text() -> None:
    waiting = editing(text="张").spell("g").spell("u")
    assert waiting.backspace().spelling == "g"
    empty = waiting.backspace().backspace().backspace()
    assert (empty.text, empty.spelling) == ("", "")
    assert empty.backspace() == empty


def test_deleting_takes_the_character_before_the_cursor() -> None:
    assert editing(text="临潼区").move(-1).backspace().text == "临区"


def test_a_rare_character_is_one_character() -> None:
    assert editing(text="张𬀩").backspace().text == "张"


def test_clearing_leaves_nothing() -> None:
    assert editing(text="张").spell("g").clear() == editing()


def test_the_text_does_not_show_in_a_repr() -> None:
    assert "610198" not in repr(editing(text="610198").spell("a"))


@given(st.lists(st.tuples(st.sampled_from("isbmx"), st.text(max_size=4), st.integers(-3, 3)), max_size=20))
def test_no_order_of_acts_breaks_the_bounds(acts: list[tuple[str, str, int]]) -> None:
    now = editing(most=8)
    for act, text, number in acts:
        match act:
            case "i":
                now = now.insert(text)
            case "s":
                now = now.spell(text[:1])
            case "b":
                now = now.backspace()
            case "m":
                now = now.move(number)
            case _:
                now = now.choose(text, abs(number))
        assert 0 <= now.cursor <= len(now.text) <= 8
        assert now.before + now.after == now.text
