"""The line between a terminal and a hall in this process: a real socket, cut when a test says so."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


class Line:
    """Cut, somebody else answers, and the hall hears nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.up = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.up:
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 502, "headers": []})
        await send({"type": "http.response.body", "body": b"a captive portal"})


@contextlib.contextmanager
def serve(line: Line, listener: socket.socket | None = None) -> Iterator[str]:
    """Answer on loopback until the block ends; gives the address."""
    listener = listener or socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(line, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-hall")
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
