"""The demo's money: a phone that reads codes off pictures and pays at the sandbox, and what the hall has booked."""

from __future__ import annotations

import csv
import io
import json
import urllib.request
from pathlib import Path

CONTROL_LIMIT_S = 15.0


class PhoneError(Exception):
    """The phone could not pay: there is no code on the picture, or nobody takes it."""


class Phone:
    """A resident's telephone with money in it; what it does happens at the sandbox."""

    def __init__(self, sandbox_url: str) -> None:
        self._url = sandbox_url.rstrip("/")

    def pay_what_it_sees(self, picture: Path) -> None:
        """Read the code off a picture of the screen and pay.

        Raises:
            PhoneError: there is not exactly one code, or nobody takes it.
        """
        import cv2
        import numpy as np

        from drivers.vision.codes import read_codes

        frame = cv2.imread(str(picture))
        codes = [] if frame is None else read_codes(np.asarray(frame, np.uint8))
        if len(codes) != 1:
            raise PhoneError(f"{picture.name} shows {len(codes)} codes")
        if not self._act("pay", order=codes[0])["paid"]:
            raise PhoneError("nobody takes that code")

    def payment_code(self, provider: str) -> str:
        """Show a payment code of the wallet at that provider; gives its digits."""
        return str(self._act("code", provider=provider, wallet="pays")["code"])

    def _act(self, act: str, **asked: str) -> dict[str, object]:
        request = urllib.request.Request(  # noqa: S310 - the sandbox on this machine
            f"{self._url}/control/{act}", json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=CONTROL_LIMIT_S) as answer:  # noqa: S310 - as above
            told: dict[str, object] = json.loads(answer.read())
        return told


def booked(report: str) -> dict[str, dict[str, str]]:
    """The orders that the hall's daily report (CSV) names as paid, by number."""
    return {row["order"]: row for row in csv.DictReader(io.StringIO(report)) if row["section"] == "paid"}
