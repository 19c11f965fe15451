"""What all simulated devices on a pseudo-terminal have in common: a port, a line with faults, a plug."""

from __future__ import annotations

from drivers.transport.pty import LineFaults, PtyServer


class SimulatedPort:
    """A device behind a pseudo-terminal, as those who plug it see it."""

    def __init__(self, server: PtyServer) -> None:
        """Prepare; ``start`` plugs it in."""
        self._server = server

    @property
    def port(self) -> str:
        """What a host opens."""
        return self._server.port

    @property
    def line(self) -> LineFaults:
        """Faults of the line: noise, split, silent, cut."""
        return self._server.faults

    def start(self) -> None:
        """Plug in."""
        self._server.start()

    def stop(self) -> None:
        """Unplug for good."""
        self._server.stop()

    def unplug(self) -> None:
        """Pull the data cable; a device with power of its own keeps it."""
        self._server.unplug()

    def replug(self) -> None:
        """Plug in again under the same link; what does not outlive the power is gone where the cable brings it."""
        self._server.replug()
