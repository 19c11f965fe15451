"""One driver at work for whoever weighs it: ``python -m tests.bench.driver_process KIND|none``.

Builds the driver as the terminal does from the settings (given by the environment), opens it, asks it three times how
it is, prints one JSON line and stays. ``none`` loads what every driver needs and opens nothing.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import date

from config.settings import load_settings
from drivers.supervisor import DeviceSupervisor
from drivers.vocabulary import DeviceKind
from kiosk.device_builders import DriverNeeds, build_driver

POLLS = 3
STAYS_S = 600.0


def main() -> int:
    """Run one driver without a supervisor, so that its own memory is what is seen."""
    assert DeviceSupervisor is not None
    settings = load_settings(site=None, terminal=None, environ=dict(os.environ))
    if sys.argv[1] != "none":
        driver = build_driver(DeviceKind(sys.argv[1]), settings, DriverNeeds(date.today))
        driver.open()
        for _ in range(POLLS):
            driver.poll()
    sys.stdout.write(json.dumps({"event": "polled"}) + "\n")
    sys.stdout.flush()
    threading.Event().wait(STAYS_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
