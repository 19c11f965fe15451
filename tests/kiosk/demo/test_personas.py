"""Every persona of the demo can be asked for; that each gets through its case is shown by the demo itself."""

from __future__ import annotations

import argparse

import pytest

from kiosk.cli.demo import add_arguments
from kiosk.demo.personas import persona_named, persona_names
from kiosk.demo.resident import Resident


@pytest.mark.parametrize("name", persona_names())
def test_every_persona_loads_and_is_named_in_the_help(name: str) -> None:
    """It is a resident with a play of its own, and the command line takes its name."""
    person = persona_named(name)
    assert issubclass(person, Resident)
    assert person.play is not Resident.play
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert name in parser.format_help()
    assert parser.parse_args(["--persona", name]).persona == name
