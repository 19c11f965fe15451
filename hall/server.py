"""Serving one hall: plain HTTP on loopback, TLS elsewhere; one line on standard output when it listens."""

from __future__ import annotations

import gc
import ipaddress
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from hall.errors import SettingsRefusedError
from hall.settings import HallSettings
from hall.web.app import DatabaseOpener, create_app, open_database, open_hall
from hall.web.connections import connections_for


def serve(
    settings: HallSettings,
    *,
    host: str,
    port: int,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    database_opener: DatabaseOpener = open_database,
) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one; the line ``listening on URL`` says which.

    Raises:
        SettingsRefusedError: plain HTTP on an address that is not loopback, or half a pair of TLS files.
    """
    check_transport(host, tls_cert, tls_key)
    hall = open_hall(settings, database_opener=database_opener)
    try:
        listener = _listen(host, port)
        config = uvicorn.Config(
            create_app(hall),
            http=connections_for(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=10,
            ssl_certfile=tls_cert,
            ssl_keyfile=tls_key,
            ws="none",
            backlog=2048,
        )
        scheme = "http" if tls_cert is None else "https"
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"listening on {scheme}://{shown}:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        _end_well_on_signals()
        # What was made at the start stays for ever: looking through it again and again is no use.
        gc.collect()
        gc.freeze()
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        hall.database.close()


def _end_well_on_signals() -> None:
    """Let a stop by signal be a good end: uvicorn raises the signal again after it has stopped in order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def check_transport(host: str, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Raise `SettingsRefusedError` for a transport that would show sealed entries' owners to the network."""
    if (tls_cert is None) != (tls_key is None):
        raise SettingsRefusedError("--tls-cert and --tls-key belong together")
    if tls_cert is None and not _is_loopback(host):
        raise SettingsRefusedError(f"plain HTTP is for loopback only, not {host}: give --tls-cert and --tls-key")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    # Listening before the line is printed: whoever reads it may connect at once.
    listener.listen(2048)
    return listener
