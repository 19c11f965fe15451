"""``kiosk fees``: a draft of the hall's ``fees.toml`` from the terminal's catalogue, on standard output.

The hall reads no catalogue: what is charged is the office's to say, where the money is taken. This saves the typing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from config.catalogue.charges import fees_toml
from config.catalogue.errors import CatalogueError
from config.catalogue.load import load_catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--catalogue", type=Path, help="by default the sample")
    parser.add_argument("--cash", action="store_true", help="terminals have a validator")
    parser.add_argument("--card", action="store_true", help="terminals have a card terminal")
    parser.add_argument("--notices", metavar="FILE", help="a JSON file of payment notices, for trials")


def run(arguments: argparse.Namespace) -> int:
    """Print the draft; 0, or 2 with what is wrong with the catalogue."""
    try:
        catalogue = load_catalogue(arguments.catalogue)
    except CatalogueError as error:
        print(f"kiosk fees: {error}", file=sys.stderr)
        return 2
    sys.stdout.write(fees_toml(catalogue, cash=arguments.cash, card=arguments.card, notices=arguments.notices))
    return 0
