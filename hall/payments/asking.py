"""Calls to providers as the worker makes them: an answer that says something certain, or None and a short cause.

What an error means for an order is said here once: nothing. Only an answer moves an order (``machine.event_of``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from hall.events import Event, record
from hall.payments.provider import ProviderError, RefusedError, SignatureInvalidError, UnavailableError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """What came of a call: ``value``, or None with the cause.

    Attributes:
        refused: the provider's own word against it, where that is why.
    """

    value: T | None
    cause: str
    refused: RefusedError | None = None


def ask(call: str, order_number: str, work: Callable[[], T]) -> Asked[T]:
    """Make one call; what a provider raises comes back as a cause. Faults of our own pass."""
    try:
        value = work()
    except UnavailableError as error:
        record(Event.PROVIDER_SILENT, logging.INFO, order_number=order_number, call=call, cause=error.cause)
        return Asked(None, f"away-{error.cause}")
    except RefusedError as error:
        record(Event.PROVIDER_REFUSED, logging.INFO, order_number=order_number, call=call, cause=error.code)
        return Asked(None, f"refused-{error.refusal}", error)
    except SignatureInvalidError as error:
        record(Event.PROVIDER_UNTRUSTED, logging.WARNING, order_number=order_number, call=call, cause=error.cause)
        return Asked(None, f"untrusted-{error.cause}")
    except ProviderError as error:
        return Asked(None, type(error).__name__)
    return Asked(value, type(value).__name__)
