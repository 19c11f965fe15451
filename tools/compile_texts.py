"""Compile config/texts/*.po into the .mo files that the program reads (the same step setup.py takes)."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main() -> None:
    """Compile every catalogue beside itself."""
    for source in sorted((Path(__file__).parent.parent / "config" / "texts").glob("*.po")):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.stem))


if __name__ == "__main__":
    main()
