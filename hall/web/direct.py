"""The short way for the calls that come by the thousand: from the server straight to their endpoints.

Entries, batches and chunks are most of what a hall is asked. Between server and endpoint the framework has a dozen
layers that have nothing to do here, and that together cost half as much as taking an entry in. `HallApp` looks first
whether a request is one of those calls; every other one goes the framework's way. Endpoints, problem handlers, counting
and the description at ``/openapi.json`` are the same on both ways.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import ExitStack

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from hall.metrics import Metrics
from hall.web.observed import HallRoute
from offline_queue.wire import routes

_DIRECT = {"PUT": routes.ENTRY, "POST": routes.ENTRIES_BATCH, "PATCH": routes.ATTACHMENT}
"""The path that goes the short way, by its method."""


class HallApp(FastAPI):
    """The framework's application with the short way before it; `open_short_way` once every route is there."""

    _direct: dict[str, HallRoute]

    def open_short_way(self, those: Iterable[BaseRoute]) -> None:
        """Let those of the routes that are in `_DIRECT` go the short way; before the first call."""
        self._direct = {
            method: route
            for method, path in _DIRECT.items()
            for route in those
            if isinstance(route, HallRoute) and route.path == path and method in (route.methods or ())
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        route = self._direct.get(scope["method"]) if scope["type"] == "http" and not scope.get("root_path") else None
        found = None if route is None else route.path_regex.match(scope["path"])
        if route is None or found is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        begun = time.perf_counter()
        status = 500
        with ExitStack() as until_answered:
            scope.setdefault("state", {})["until_answered"] = until_answered
            request = Request(scope, receive, send)
            try:
                response, fault = await self._response(request, route, found.groupdict())
                status = response.status_code
                await response(scope, receive, send)
            finally:
                metrics: Metrics = self.state.hall.metrics
                metrics.answered(scope["method"], route.path, status, time.perf_counter() - begun)
        if fault is not None:
            # As the framework does after its answer: the server logs it.
            raise fault

    async def _response(
        self, request: Request, route: HallRoute, parts: dict[str, str]
    ) -> tuple[Response, Exception | None]:
        """Return the answer, and the fault behind it where nobody foresaw it."""
        try:
            response: Response = await route.endpoint(request, **parts)
        except Exception as error:  # noqa: BLE001 - as the framework's outermost layer: a handler for every one
            kind = next(kind for kind in type(error).__mro__ if kind in self.exception_handlers)
            told = self.exception_handlers[kind](request, error)
            response = told if isinstance(told, Response) else await told
            return response, error if kind is Exception else None
        return response, None
