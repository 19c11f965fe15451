"""Profiles are data: shipped ones, a site's own, and what is said of a table that does not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.printer.errors import ProfileUnusableError
from drivers.printer.profile import (
    PAPER_80MM,
    PROFILES,
    Charset,
    Cutter,
    FlowControl,
    Presenter,
    ProofMethod,
    TextPath,
    adapted,
    find_profile,
    read_profiles,
)


def test_every_shipped_profile_is_found_by_its_name() -> None:
    assert {name: find_profile(name).name for name in PROFILES} == {name: name for name in PROFILES}
    assert {"80mm", "58mm", "80mm-process-id", "80mm-gb18030"} <= set(PROFILES)
    assert (PAPER_80MM.width_dots, PROFILES["58mm"].width_dots) == (576, 384)


def test_a_site_adds_a_model_and_may_change_a_shipped_one(tmp_path: Path) -> None:
    more = tmp_path / "printers.toml"
    more.write_text(
        '[hall-2]\nwidth_dots = 512\ncutter = "full"\nflow = "rts_cts"\nproof = "process_id"\nnear_end = false\n'
        "[80mm]\nwidth_dots = 640\n",
        encoding="utf-8",
    )

    found = find_profile("hall-2", more)

    assert (found.name, found.width_dots, found.near_end) == ("hall-2", 512, False)
    assert (found.cutter, found.flow, found.proof) == (Cutter.FULL, FlowControl.RTS_CTS, ProofMethod.PROCESS_ID)
    assert find_profile("80mm", more).width_dots == 640
    assert find_profile("58mm", more) is PROFILES["58mm"]


@pytest.mark.parametrize("name", ["", "81mm", "80MM"])
def test_a_name_that_nobody_knows_is_a_typed_cause(name: str) -> None:
    with pytest.raises(ProfileUnusableError) as caught:
        find_profile(name)

    assert (caught.value.code, caught.value.detail) == ("printer_profile_unusable", name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[a", "x.toml"),
        ("a = 3", "x.toml [a]"),
        ("[a]\n", "x.toml [a]"),
        ('[a]\nwidth_dots = 576\nname = "b"', "x.toml [a]"),
        ("[a]\nwidth_dots = 576\ncolour = 3", "x.toml [a] colour"),
        ('[a]\nwidth_dots = "576"', "x.toml [a] width_dots"),
        ("[a]\nwidth_dots = true", "x.toml [a] width_dots"),
        ("[a]\nwidth_dots = 576\nfeeds = 1", "x.toml [a] feeds"),
        ("[a]\nwidth_dots = 570", "x.toml [a] width of 570 dots"),
        ("[a]\nwidth_dots = 576\nband_rows = 0", "x.toml [a] bands of 0 rows"),
        ("[a]\nwidth_dots = 576\npresent_s = 256", "x.toml [a] a time of 256 s"),
        ('[a]\nwidth_dots = 576\ntext = "native"', "x.toml [a] native text without a character set"),
        (
            '[a]\nwidth_dots = 576\npresenter = "custom"',
            "x.toml [a] this presenter's status looks like automatic status",
        ),
    ],
)
def test_a_table_that_does_not_fit_names_its_place(text: str, place: str) -> None:
    with pytest.raises(ProfileUnusableError) as caught:
        read_profiles(text, "x.toml")

    assert caught.value.detail == place


def test_a_value_that_no_list_has_is_refused() -> None:
    with pytest.raises(ProfileUnusableError, match="scissors"):
        read_profiles('[a]\nwidth_dots = 576\ncutter = "scissors"', "x.toml")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_typed_cause(tmp_path: Path, content: bytes | None) -> None:
    more = tmp_path / "printers.toml"
    if content is not None:
        more.write_bytes(content)

    with pytest.raises(ProfileUnusableError, match=r"printers\.toml"):
        find_profile("80mm", more)


def test_settings_change_what_a_profile_says() -> None:
    wishes = {"proof": "none", "text": "bitmap", "flow": "auto", "baud": 9600}

    changed = adapted(PROFILES["80mm-gb18030"], wishes)

    expected = replace(PROFILES["80mm-gb18030"], proof=ProofMethod.NONE, text=TextPath.BITMAP, baud=9600)
    assert changed == expected


def test_settings_cannot_ask_for_what_the_model_lacks() -> None:
    with pytest.raises(ProfileUnusableError, match="native text"):
        adapted(PAPER_80MM, {"text": "native"})


def test_what_a_profile_says_of_itself() -> None:
    assert [PROFILES[name].cuts for name in ("80mm", "58mm")] == [True, False]
    assert PROFILES["80mm-presenter-custom"].tells_taking
    assert not PROFILES["80mm-presenter-citizen"].tells_taking
    assert PROFILES["80mm-presenter-citizen"].presenter is Presenter.CITIZEN
    assert PROFILES["80mm-gb18030"].charset is Charset.GB18030_DOUBLE
