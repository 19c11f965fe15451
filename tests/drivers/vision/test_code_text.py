"""What a code's bytes say, with and without a mark of their character set, and wrong guesses undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.vision.code_text import payload_text, plain_text, repair_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"]Q1plain", "plain"),
        (b"]Q1\\000026x", "\\000026x"),
        (b"]Q2\\000026" + "办事".encode(), "办事"),
        (b"]Q2\\000032" + "办事".encode("gb18030"), "办事"),
        (b"]Q2\\000028" + "補貼".encode("big5"), "補貼"),
        (b"]Q2\\000020" + "東京".encode("shift_jis"), "東京"),
        (b"]Q2\\000003" + "café".encode("latin-1"), "café"),
        (b"]Q2\\000003" + "办事".encode(), "办事"),
        (b"]Q2\\000025" + "办事".encode("utf-16-be"), "办事"),
        (b"]Q2\\000899" + "办事".encode("gb18030"), "办事"),
        (b"]Q2\\000027" + "办事".encode("gb18030"), "办事"),
        (b"]Q2A\\\\B\\000026" + "办".encode() + b"\\000003x", "A\\B办x"),
        (b"]C0LS01", "LS01"),
    ],
)
def test_marked_payloads(content: bytes, text: str) -> None:
    """The mark is believed, UTF-8 before it, and a mark that cannot be right is passed over."""
    assert payload_text(content) == text


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("办事大厅".encode("gb18030"), "办事大厅"),
        ("张喆".encode("gb18030"), "张喆"),
        ("中国".encode("shift_jis"), "中国"),
        ("東京都".encode("shift_jis"), "東京都"),
        ("café".encode("latin-1"), "café"),
        (b"\xff\xfe", "ÿþ"),
    ],
)
def test_payloads_that_do_not_say_what_they_are(payload: bytes, text: str) -> None:
    """GB18030 unless Shift-JIS reads as everyday Chinese and GB18030 does not."""
    assert plain_text(payload) == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_utf_8_is_always_right(text: str) -> None:
    """Whatever it says."""
    assert plain_text(text.encode()) == text


@given(st.binary())
def test_every_payload_is_some_text(payload: bytes) -> None:
    """Nothing raises."""
    assert isinstance(payload_text(b"]Q2" + payload), str)
    repaired = repair_text(payload)
    assert repaired is None or isinstance(repaired, str)


@pytest.mark.parametrize(("guess", "true"), [("latin-1", "办事大厅 3 号"), ("big5", "补贴"), ("shift_jis", "材料回执")])
def test_wrong_guesses_of_zbar_are_undone(guess: str, true: str) -> None:
    """The text that zbar hands on is taken back to bytes and read as UTF-8."""
    handed_on = true.encode().decode(guess).encode()

    assert repair_text(handed_on) == true


def test_gb_payload_taken_for_big5_is_undone() -> None:
    """Everyday Chinese is believed before rare characters."""
    handed_on = "高龄补贴".encode("gb2312").decode("big5").encode()

    assert repair_text(handed_on) == "高龄补贴"


def test_a_guess_that_cannot_be_undone_is_no_text() -> None:
    """zbar's Big5 has private characters that no table takes back."""
    assert repair_text("勤璃\uf847硃".encode()) is None
    assert repair_text(b"\xff") is None


@pytest.mark.parametrize("text", ["plain", "高龄补贴", "café", "Ñandú", "Ünal 测试"])
def test_right_texts_stay(text: str) -> None:
    """What cannot be a wrong guess is believed."""
    assert repair_text(text.encode()) == text
