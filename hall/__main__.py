"""The command line of the hall: ``python -m hall serve | enrol-code | revoke | export | status | migrate``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from hall import complaints, follow_up_care, staff_calls
from hall.clocks import utc_now
from hall.database import Database
from hall.engines import server_is_away
from hall.enrolment import make_code
from hall.errors import HallError
from hall.export import exported_entries, status_of
from hall.keys import add_sealing_key, use_sealing_key
from hall.migrations import migrate, ready
from hall.settings import HallSettings
from hall.terminals import revoke_keys
from offline_queue.wire.times import format_utc


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 with one plain line on standard error."""
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    try:
        code: int = parsed.run(parsed)
    except (HallError, OSError) as error:
        sys.stderr.write(f"hall: {error}\n")
        return 2
    except OperationalError as error:
        if not server_is_away(error):
            raise
        sys.stderr.write(f"hall: the database does not answer: {str(error.orig).strip().splitlines()[0]}\n")
        return 2
    except BrokenPipeError:  # pragma: no cover - whoever read our lines has gone
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hall", description="The reference central hall.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve terminals")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8787, help="0 takes a free one")
    serve.add_argument("--tls-cert", type=Path)
    serve.add_argument("--tls-key", type=Path)
    serve.set_defaults(run=_serve)
    enrol = commands.add_parser("enrol-code", help="make a one-time code for a terminal")
    enrol.add_argument("--terminal", required=True, help="the terminal's id, such as LS01")
    enrol.add_argument("--station", required=True, help="the station's two to four letters, such as LS")
    enrol.add_argument("--number", type=int, help="1 to 99; by default the digits at the end of the id")
    enrol.add_argument("--json", action="store_true")
    enrol.set_defaults(run=_enrol_code)
    revoke = commands.add_parser("revoke", help="end the keys of a terminal")
    revoke.add_argument("--terminal", required=True)
    revoke.set_defaults(run=_revoke)
    export = commands.add_parser("export", help="one JSON line per entry")
    export.set_defaults(run=_export)
    status = commands.add_parser("status", help="how much of what the hall holds")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    take = commands.add_parser("import", help="take the bundles on a stick; each entry once, whatever the line brings")
    take.add_argument("folder", type=Path, metavar="DIR", help="a bundle, or a folder of bundles")
    take.add_argument("--revoked-too", action="store_true", help="take what a key has signed that was revoked since")
    take.set_defaults(run=_import)
    sealing = commands.add_parser("sealing-key", help="make another key that entries are sealed to, or hand it out")
    sealing.add_argument("--use", metavar="KEY_ID", help="hand this one out from the next start on; restart before too")
    sealing.set_defaults(run=_sealing_key)
    move = commands.add_parser("migrate", help="bring the database to this version")
    move.set_defaults(run=_migrate)
    match = commands.add_parser("reconcile", help="match the providers' bills of a day; print the day's payments")
    match.add_argument("--date", metavar="YYYY-MM-DD", help="by default yesterday, in the hall's zone")
    match.add_argument("--html", action="store_true", help="a page instead of CSV")
    match.set_defaults(run=_reconcile)
    cared = _care_parsers(commands)
    settle = commands.add_parser("settle", help="decide by hand what became of an order that waits for a person")
    settle.add_argument("--order", required=True, metavar="NUMBER")
    settle.add_argument("--outcome", required=True, choices=["paid", "not-paid", "given-back"])
    settle.add_argument("--reference", help="the provider's own number of the payment")
    settle.set_defaults(run=_settle)
    resolve = commands.add_parser("resolve", help="mark a difference of a day's bill as looked into")
    resolve.add_argument("--provider", required=True)
    resolve.add_argument("--date", required=True, metavar="YYYY-MM-DD")
    resolve.add_argument("--order", required=True, metavar="NUMBER")
    resolve.add_argument("--kind", required=True, help="as the report has it, such as missing_there")
    resolve.set_defaults(run=_resolve)
    for command in (settle, resolve):
        command.add_argument("--by", required=True, metavar="STAFF", help="who decides, by the office's number")
        command.add_argument("--reason", required=True, help="why; names no payer")
    every = (serve, enrol, revoke, export, status, take, sealing, move, match, *cared, settle, resolve)
    for command in every:
        command.add_argument("--data", type=Path, required=True, help="the hall's folder")
        command.add_argument(
            "--database",
            metavar="URL",
            default=os.environ.get("HALL_DATABASE"),
            help="postgresql://… instead of SQLite in the folder (also HALL_DATABASE, which no process list shows)",
        )
    for command in (serve, take):
        command.add_argument(
            "--files",
            metavar="URL",
            default=os.environ.get("HALL_FILES"),
            help="s3://BUCKET/PREFIX instead of files in the folder (also HALL_FILES; keys from AWS_…)",
        )
    return parser


def _care_parsers(commands: Any) -> list[argparse.ArgumentParser]:  # noqa: ANN401 - argparse names its type privately
    """Return the commands for what waits for staff: complaints, calls, and what a department refused."""
    complained = commands.add_parser("complaints", help="one JSON line per complaint; or note that one was answered")
    complaints.add_words(complained)
    called = commands.add_parser("calls", help="one JSON line per call for a person; or answer or close one")
    staff_calls.add_words(called)
    parsers = [complained, called]
    for name, table in follow_up_care.COMMANDS.items():
        handed = commands.add_parser(name, help=f"one JSON line for each of the {name}; or decide about one refused")
        follow_up_care.add_words(handed, table)
        parsers.append(handed)
    return parsers


def _serve(parsed: argparse.Namespace) -> int:
    # Late: the other commands need no web server.
    from hall.server import serve

    # What no line shows is not looked up (logging's guide to its optimisation): a busy hall logs a thousand a second.
    logging._srcfile = None  # noqa: SLF001 - the guide names it
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    serve(
        HallSettings(parsed.data, parsed.database, parsed.files),
        host=parsed.host,
        port=parsed.port,
        tls_cert=parsed.tls_cert,
        tls_key=parsed.tls_key,
    )
    return 0


def _enrol_code(parsed: argparse.Namespace) -> int:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", parsed.terminal):
        raise HallError("a terminal's id is letters, digits, - and _, at most 32")
    if not re.fullmatch(r"[A-Z]{2,4}", parsed.station):
        raise HallError("a station code is two to four capital letters")
    ready(parsed.data, parsed.database)
    settings, now = HallSettings(parsed.data), utc_now()
    database = Database(parsed.data, parsed.database)
    try:
        code = database.write(
            lambda connection: make_code(
                connection,
                terminal_id=parsed.terminal,
                station_code=parsed.station,
                terminal_no=parsed.number,
                now=now,
                settings=settings,
                entropy=secrets.token_bytes,
            )
        ).result()
    finally:
        database.close()
    if parsed.json:
        print(json.dumps({"code": code, "terminal": parsed.terminal, "station": parsed.station}))
    else:
        print(f"{code[:4]}-{code[4:]}")
    return 0


def _revoke(parsed: argparse.Namespace) -> int:
    ready(parsed.data, parsed.database)
    now = utc_now()
    database = Database(parsed.data, parsed.database)
    try:
        count = database.write(lambda connection: revoke_keys(connection, parsed.terminal, now)).result()
    finally:
        database.close()
    print(f"{count} keys of {parsed.terminal} revoked at {format_utc(now)}")
    return 0 if count else 1


def _export(parsed: argparse.Namespace) -> int:
    for entry in exported_entries(parsed.data, parsed.database):
        print(json.dumps(entry, ensure_ascii=False))
    return 0


def _status(parsed: argparse.Namespace) -> int:
    status = status_of(parsed.data, parsed.database)
    if parsed.json:
        print(json.dumps(status))
    else:
        for name, count in status.items():
            print(f"{name}: {count}")
    return 0


def _import(parsed: argparse.Namespace) -> int:
    # Late: the other commands bring no files.
    from hall.bundles import open_intake

    settings = HallSettings(parsed.data, parsed.database, parsed.files)
    intake = open_intake(settings, utc_now, revoked_too=parsed.revoked_too)
    try:
        reports = intake.take_all(parsed.folder)
    finally:
        intake.database.close()
    for report in reports:
        print(json.dumps(report.as_json()))
    return 0 if all(report.is_whole for report in reports) else 1


def _sealing_key(parsed: argparse.Namespace) -> int:
    if parsed.use is None:
        print(add_sealing_key(parsed.data))
    else:
        use_sealing_key(parsed.data, parsed.use)
    return 0


def _reconcile(parsed: argparse.Namespace) -> int:
    # Late: the other commands have nothing to do with payment providers.
    from hall.payments.commands import reconcile

    return reconcile(parsed)


def _settle(parsed: argparse.Namespace) -> int:
    # Late, as above.
    from hall.payments.commands import settle

    return settle(parsed)


def _resolve(parsed: argparse.Namespace) -> int:
    # Late, as above.
    from hall.payments.commands import resolve

    return resolve(parsed)


def _migrate(parsed: argparse.Namespace) -> int:
    print(migrate(parsed.data, parsed.database))
    return 0


if __name__ == "__main__":
    sys.exit(main())
