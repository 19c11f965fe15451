"""``python -m hall.simulators [--port N] [--routine receive,accept]``: serve until a signal comes."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from hall.simulators.department import Decision
from hall.simulators.sample_services import services_toml
from hall.simulators.server import Simulators, SimulatorServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve on loopback; print ``listening on URL`` once it does."""
    parser = argparse.ArgumentParser(prog="hall.simulators", description="The other ends of the hall's adapters.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--routine", default="", help="decisions about every case at once, such as receive,accept")
    parser.add_argument("--write-services", type=Path, help="write a services.toml for a hall that uses them")
    parsed = parser.parse_args(arguments)
    routine = tuple(Decision(name) for name in parsed.routine.split(",") if name)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with SimulatorServer(Simulators(routine=routine), port=parsed.port) as server:
        thread = threading.Thread(target=server.serve_forever, name="simulators")
        thread.start()
        if parsed.write_services is not None:
            parsed.write_services.write_text(services_toml(server.url), "utf-8")
        sys.stdout.write(f"listening on {server.url}\n")
        sys.stdout.flush()
        stop.wait()
        server.shutdown()
        thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
