"""Every status byte has a reaction."""

from __future__ import annotations

import pytest

from drivers.id_card.status_codes import REACTIONS, Reaction, StatusCode, reaction_to


@pytest.mark.parametrize("code", StatusCode)
def test_every_code_has_a_reaction(code: StatusCode) -> None:
    """The table is complete."""
    assert reaction_to(code) is REACTIONS[code]


def test_an_unknown_code_is_an_unrecognised_error() -> None:
    """Retry, then reset; never success."""
    known = set(StatusCode)
    assert {reaction_to(sw3) for sw3 in range(256) if sw3 not in known} == {Reaction.RETRY_THEN_RESET}


def test_the_table_of_the_sheet() -> None:
    """Section 5, line by line."""
    assert {f"{code:02X}": REACTIONS[code].name for code in StatusCode} == {
        "10": "RESEND_ONCE",
        "11": "RESEND_ONCE",
        "21": "COMMAND_UNSUPPORTED",
        "23": "REPORT_CONFIGURATION",
        "24": "RETRY_THEN_RESET",
        "31": "LIFT_CARD",
        "32": "LIFT_CARD",
        "33": "LIFT_CARD",
        "40": "NOT_AN_ID_CARD",
        "41": "FIND_AGAIN",
        "47": "RETRY_THEN_RESET",
        "60": "RESET_ONCE_THEN_OUT_OF_SERVICE",
        "66": "OUT_OF_SERVICE",
        "80": "KEEP_POLLING",
        "81": "FIND_AGAIN",
        "90": "PROCEED",
        "91": "TREAT_AS_EMPTY",
        "9F": "SELECT",
    }
