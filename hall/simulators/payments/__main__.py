"""``python -m hall.simulators.payments [--port N] --accounts DIR --hall URL``: serve until a signal comes."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from hall.simulators.payments.kept import open_sandbox
from hall.simulators.payments.keys import write_accounts
from hall.simulators.payments.notices import NoticePost
from hall.simulators.payments.sample_bills import write_bills
from hall.simulators.payments.server import SandboxServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve on loopback; print ``listening on URL`` once it does."""
    parser = argparse.ArgumentParser(prog="hall.simulators.payments", description="Payment providers in a box.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--accounts", type=Path, required=True, help="write payments.toml and its keys there")
    parser.add_argument("--hall", required=True, help="the hall's address, for notifications")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep keys and trades there, also over its own end")
    parser.add_argument("--bills", action="store_true", help="lay sample payment notices beside payments.toml")
    parser.add_argument("--at", metavar="URL", help="where the hall reaches it, if something stands between")
    parser.add_argument("--delay", type=float, default=12.0, help="seconds that a late answer takes")
    parsed = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sandbox = open_sandbox(parsed.keep, delay_s=parsed.delay)
    with SandboxServer(sandbox, port=parsed.port) as server:
        post = NoticePost(sandbox.notices)
        parsed.accounts.mkdir(mode=0o700, parents=True, exist_ok=True)
        if parsed.at:
            sandbox.listen_at(parsed.at.rstrip("/"))
        write_accounts(parsed.accounts, sandbox.keys, (parsed.at or server.url).rstrip("/"), parsed.hall.rstrip("/"))
        if parsed.bills:
            write_bills(parsed.accounts)
        thread = threading.Thread(target=server.serve_forever, name="payment-sandbox")
        thread.start()
        post.start()
        sys.stdout.write(f"listening on {server.url}\n")
        sys.stdout.flush()
        stop.wait()
        post.stop()
        server.shutdown()
        thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
