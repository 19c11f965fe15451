"""Run a simulated cash device alone: ``python -m drivers.cash.simulator --family cctalk --link PATH``."""

import sys

from drivers.cash.simulator.console import main

if __name__ == "__main__":
    sys.exit(main())
