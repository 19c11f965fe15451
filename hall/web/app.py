"""Putting a hall together and answering HTTP with it."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from hall.attachments import Uploads, expire_uploads
from hall.blobs import LocalFiles, SealedFiles
from hall.clocks import utc_now
from hall.database import Database
from hall.engines import WriteLock, server_is_away
from hall.errors import FilesAwayError, ProblemError
from hall.events import Event, record
from hall.keys import load_or_make_keys
from hall.lanes import chunks_lane, records_lane
from hall.limits import AtOnce, Quota, RateLimit
from hall.metrics import Metrics
from hall.migrations import ready
from hall.payments.gateway import Gateway, Parts, parts_of
from hall.services.opened import open_services
from hall.services.rounds import Round, Rounds
from hall.settings import HallSettings
from hall.terminals import Callers
from hall.web import (
    entry_routes,
    key_routes,
    payment_routes,
    payment_staff_routes,
    phone_routes,
    service_routes,
    shared_routes,
    staff_call_routes,
    terminal_routes,
    upload_routes,
)
from hall.web.answers import problem_answer
from hall.web.context import Hall
from hall.web.described import docs_page, openapi_of
from hall.web.direct import HallApp
from hall.web.intake_lane import IntakeLane
from hall.web.observed import Observed
from offline_queue.wire.entries import ProblemKind

PAYMENTS_PAUSE_S = 0.5
RECONCILIATION_PAUSE_S = 60.0
DatabaseOpener = Callable[[HallSettings], Database]


def open_database(settings: HallSettings) -> Database:
    """Return the database that the settings name; it was made ready."""
    return Database(settings.data_dir, settings.database_url)


def open_files(settings: HallSettings) -> SealedFiles:
    """Return the sealed files that the settings name."""
    if settings.files_url is None:
        return LocalFiles(settings.data_dir)
    # Late: the embedded hall has no use for it.
    from hall.object_files import ObjectFiles, object_store_at

    return ObjectFiles(object_store_at(settings.files_url))


def open_hall(
    settings: HallSettings,
    *,
    clock: Callable[[], datetime] = utc_now,
    steady_clock: Callable[[], float] = time.monotonic,
    database_opener: DatabaseOpener = open_database,
    payments: Parts | None = None,
) -> Hall:
    """Migrate, make or read the keys, give stale uploads up; return a hall that is ready. Close its database.

    ``payments``: what the gateway is made of, instead of what the files in the hall's folder say.
    """
    ready(settings.data_dir, settings.database_url)
    lock = WriteLock(settings.data_dir / "write.lock")
    try:
        with lock():
            keys = load_or_make_keys(settings.data_dir)
    finally:
        lock.close()
    parts = payments or parts_of(settings, clock)
    with ExitStack() as until_ready:
        database = database_opener(settings)
        # What cannot be put together ends with its error, not with a database that nobody closes.
        until_ready.callback(database.close)
        files = open_files(settings)
        now = clock()
        expired = database.write(lambda connection: expire_uploads(connection, now, settings.upload_keep_s)).result()
        for attachment_id in expired:
            files.drop(attachment_id)
        if expired:
            record(Event.UPLOADS_EXPIRED, count=len(expired))
        hall = Hall(
            settings=settings,
            keys=keys,
            database=database,
            uploads=Uploads(database, files, keys, clock),
            callers=Callers(database, steady_clock),
            clock=clock,
            enrolments=RateLimit(settings.enrolments_per_minute, 60, steady_clock),
            progress_queries=RateLimit(settings.progress_per_minute, 60, steady_clock),
            wrong_codes=RateLimit(settings.wrong_codes, settings.wrong_codes_window_s, steady_clock),
            phones=RateLimit(settings.phone_calls_per_minute, 60, steady_clock),
            records=records_lane(settings, time.monotonic),
            chunks=chunks_lane(settings, time.monotonic),
            entry_quota=Quota(settings.entries_per_minute, steady_clock),
            byte_quota=Quota(settings.bytes_per_minute, steady_clock),
            call_quota=Quota(settings.calls_per_minute, steady_clock),
            at_once=AtOnce(settings.calls_at_once),
            intake=IntakeLane(database, settings, clock),
            metrics=Metrics(),
            services=open_services(settings, database, files, keys, clock, steady_clock),
            gateway=Gateway(parts, database, clock),
        )
        until_ready.pop_all()
    return hall


def create_app(hall: Hall) -> FastAPI:
    """Return the application; it closes the hall's database when it stops."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        record(Event.STARTED, sealing_key_id=hall.keys.current_sealing)
        hall.services.rounds.start(lambda: hall.records.inside > 0)
        payments = payment_rounds(hall)
        # Somebody stands before each order: these never give way.
        payments.start(lambda: False)
        yield
        await asyncio.to_thread(payments.stop)
        await asyncio.to_thread(hall.services.rounds.stop)
        hall.database.close()
        record(Event.STOPPED)

    app = HallApp(
        title="Service circle hall",
        version="1",
        description="Takes sealed entries from enrolled terminals. The contract in prose: docs/wire.md.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        openapi_tags=[{"name": payment_routes.TAG, "description": payment_routes.TAG_DESCRIPTION}],
        redirect_slashes=False,
    )
    app.state.hall = hall
    app.add_middleware(Observed)
    for router in (
        entry_routes.router,
        key_routes.router,
        upload_routes.router,
        terminal_routes.router,
        service_routes.router,
        shared_routes.router,
        phone_routes.router,
        staff_call_routes.router,
        payment_routes.router,
        payment_staff_routes.router,
    ):
        app.include_router(router)
    app.add_api_route("/openapi.json", lambda: JSONResponse(openapi_of(app)), include_in_schema=False)
    app.add_api_route("/docs", lambda: HTMLResponse(docs_page(openapi_of(app))), include_in_schema=False)
    app.openapi = partial(openapi_of, app)  # type: ignore[method-assign]
    _add_problem_handlers(app)
    app.open_short_way((*entry_routes.router.routes, *upload_routes.router.routes))
    return app


def payment_rounds(hall: Hall) -> Rounds:
    """Return the rounds of the payment gateway; none where the hall has nothing to be paid."""
    if not hall.gateway.is_configured:
        return Rounds([])
    return Rounds(
        [
            Round("payments", hall.gateway.run_once, PAYMENTS_PAUSE_S),
            Round("reconciliation", hall.gateway.reconcile_due, RECONCILIATION_PAUSE_S),
        ]
    )


def _add_problem_handlers(app: FastAPI) -> None:
    """Make every refusal a problem; what no one foresaw is logged by its type and answered with 500."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, ProblemError)
        return problem_answer(request, error)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        kind = ProblemKind.METHOD if error.status_code == 405 else ProblemKind.NOT_FOUND
        return problem_answer(request, ProblemError(kind, headers=dict(error.headers or {})))

    async def on_storage(request: Request, error: Exception) -> Response:
        if isinstance(error, OperationalError) and server_is_away(error):
            record(Event.DATABASE_AWAY, logging.ERROR, error=type(error.orig).__name__)
            return problem_answer(request, ProblemError(ProblemKind.BUSY, "the database is away", retry_after_s=10))
        if not _is_full(error):
            return await on_fault(request, error)
        record(Event.STORAGE_FULL, logging.ERROR)
        return problem_answer(request, ProblemError(ProblemKind.BUSY, "no space left at the hall", retry_after_s=60))

    async def on_files(request: Request, error: Exception) -> Response:
        record(Event.FILES_AWAY, logging.ERROR, error=type(error.__cause__).__name__)
        return problem_answer(request, ProblemError(ProblemKind.BUSY, "the files are away", retry_after_s=10))

    async def on_fault(request: Request, error: Exception) -> Response:
        record(Event.FAULT, logging.ERROR, method=request.method, error=type(error).__name__)
        return problem_answer(request, ProblemError(ProblemKind.INTERNAL))

    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(FilesAwayError, on_files)
    app.add_exception_handler(OSError, on_storage)
    app.add_exception_handler(OperationalError, on_storage)
    app.add_exception_handler(Exception, on_fault)


def _is_full(error: Exception) -> bool:
    """Whether the disk is full, said by the file system or by SQLite."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error, OperationalError) and "full" in str(error.orig)
