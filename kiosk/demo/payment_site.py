"""What a demo needs to be paid in: the hall's fees, and the sandbox of payment providers that lays all the rest.

The order of starting is: `lay_fees`, then the sandbox's process (`sandbox_words`), which lays ``payments.toml``, its
keys and the notices in the hall's folder and then prints ``listening on URL``; then the hall on the same folder. The
sandbox is steered over HTTP at that address (docs/payments.md, "Trying it without an account").
"""

from __future__ import annotations

from pathlib import Path

from config.catalogue.charges import fees_toml
from config.catalogue.load import load_catalogue

NOTICES = "nontax.json"
"""Where the sandbox lays its payment notices."""


def lay_fees(hall_data: Path, *, cash: bool = True, card: bool = False) -> None:
    """Write the sample catalogue's fees and the platform for notices into the hall's folder, before it starts."""
    text = fees_toml(load_catalogue(), cash=cash, card=card, notices=NOTICES)
    (hall_data / "fees.toml").write_text(text, encoding="utf-8")


def sandbox_words(hall_data: Path, hall_url: str) -> list[str]:
    """Return the command of the sandbox, as `LineProcess` takes it; ``hall_url`` is where notifications go."""
    where = ["--accounts", str(hall_data), "--bills", "--keep", str(hall_data / "payment-sandbox")]
    return ["python", "-m", "hall.simulators.payments", *where, "--hall", hall_url]
