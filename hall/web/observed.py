"""Around every call: counted when it is answered, and out of its lane when it is over.

`HallRoute` hands a request to its endpoint as it is: bodies here are bytes until they are checked, so there is nothing
for the framework to take apart.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hall.metrics import Metrics

_OTHER = "other"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class HallRoute(APIRoute):
    """A route whose endpoint takes the request and the path's parts, and returns a response."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        methods = self.methods or set()
        if scope["method"] not in methods:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(methods))})
        request = Request(scope, receive, send)
        response: Response = await self.endpoint(request, **request.path_params)
        await response(scope, receive, send)


class Observed:
    """Counts answers and gives every request an `ExitStack` of its own: ``request.state.until_answered``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with ExitStack() as stack:
            scope.setdefault("state", {})["until_answered"] = stack
            try:
                await self._app(scope, receive, watch)
            finally:
                route = scope.get("route")
                path = getattr(route, "path", _OTHER)
                method = scope["method"] if scope["method"] in _METHODS else _OTHER
                metrics: Metrics = scope["app"].state.hall.metrics
                metrics.answered(method, path, status, time.perf_counter() - begun)
