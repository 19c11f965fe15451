"""Run a simulated card terminal alone: ``python -m drivers.card_terminal.simulator --link PATH`` or ``--tcp``."""

import sys

from drivers.card_terminal.simulator.console import main

if __name__ == "__main__":
    sys.exit(main())
