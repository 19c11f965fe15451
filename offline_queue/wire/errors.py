"""The root of this package's errors; the tree is drawn in the package docstring."""

from __future__ import annotations


class WireError(Exception):
    """Something on the wire is not as the contract says. Never carries personal data."""
