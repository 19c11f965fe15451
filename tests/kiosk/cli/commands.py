"""Runs ``kiosk`` as its users do, and the case that it puts into the queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from kiosk.cli.main import main
from offline_queue.wire.documents import (
    CardType,
    CaseDraft,
    Consent,
    FormValue,
    MaterialOrigin,
    MaterialRecord,
    Person,
    PersonSource,
    ServiceItem,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one JSON object."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Runs a command in this process."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: object) -> Told:
        self.capsys.readouterr()
        code = main([str(word) for word in words])
        said = self.capsys.readouterr()
        return Told(code, said.out, said.err)


def case_draft(moment: datetime) -> CaseDraft:
    """An application with one scanned page."""
    return CaseDraft(
        item=ServiceItem(
            item_id="elderly_allowance",
            name="高龄津贴申领",
            catalogue_version="sample-1",
            receiving_office="骊山街道办事处",
        ),
        applicant=Person(
            card_type=CardType.RESIDENT_ID, source=PersonSource.CHIP, name="张桂兰", number="610198194503120016"
        ),
        form=(FormValue(key="applicant_mobile", label="手机号", type="phone", value="138****5678"),),
        materials=(
            MaterialRecord(
                ref="household_book",
                name="户口簿",
                necessity="required",
                original_check="at_window",
                origin=MaterialOrigin.SCAN,
                pages=(0,),
            ),
        ),
        consents=(Consent(kind="privacy_notice", text_version="1", given_at=moment),),
        language="zh_CN",
        captured_at=moment,
    )
