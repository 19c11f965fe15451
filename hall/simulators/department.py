"""A department's receiving system: takes cases and files, decides when told to, keeps its own numbers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from config.domain.case_state import CaseState
from offline_queue.wire.times import format_utc

_ENDED = {CaseState.NOT_ACCEPTED.value, CaseState.REFUSED.value, CaseState.CLOSED.value}


class Decision(StrEnum):
    """What the department does with a case."""

    RECEIVE = "receive"
    ASK_CORRECTION = "correction"
    ACCEPT = "accept"
    REFUSE = "refuse"
    FINISH = "finish"


class DepartmentSimulator:
    """One department. Thread-safe; a case that comes again is the same case.

    Args:
        clock: now.
        routine: decided at once for every case whose files are all there, such as receive and accept.
    """

    def __init__(self, clock: Any, routine: Sequence[Decision] = ()) -> None:  # noqa: ANN401 - a callable
        self._clock = clock
        self._routine = tuple(routine)
        self._lock = threading.Lock()
        self._cases: dict[str, dict[str, Any]] = {}
        self._files: dict[tuple[str, int], bytes] = {}
        self._amendments: dict[tuple[str, str], dict[str, Any]] = {}
        self._amendment_files: dict[tuple[str, str, int], bytes] = {}
        self._withdrawals: dict[tuple[str, str], dict[str, Any]] = {}
        self._feed: list[dict[str, Any]] = []
        self._acceptances = 0

    @property
    def case_numbers(self) -> list[str]:
        """The cases that it holds with all their files."""
        with self._lock:
            return [number for number in self._cases if not self._missing(number)]

    def document(self, case_number: str) -> dict[str, Any]:
        """The application as it came."""
        with self._lock:
            document: dict[str, Any] = self._cases[case_number]["document"]
            return document

    def file(self, case_number: str, ordinal: int) -> bytes:
        """An attached file as it came."""
        with self._lock:
            return self._files[case_number, ordinal]

    def amendments(self, case_number: str) -> list[dict[str, Any]]:
        """The amendments of a case that it holds with all their files, in the order in which they came."""
        with self._lock:
            return [
                message
                for (number, amendment_id), message in self._amendments.items()
                if number == case_number and not self._missing_of_amendment(number, amendment_id)
            ]

    def amendment_file(self, case_number: str, amendment_id: str, ordinal: int) -> bytes:
        """A file of an amendment as it came."""
        with self._lock:
            return self._amendment_files[case_number, amendment_id, ordinal]

    def amend(self, case_number: str, message: dict[str, Any]) -> dict[str, Any] | None:
        """Take an amendment, once by its id; tell which files are missing. None for a case that it does not hold."""
        amendment_id = str(message["amendment_id"])
        with self._lock:
            if case_number not in self._cases:
                return None
            known = (case_number, amendment_id) in self._amendments
            self._amendments.setdefault((case_number, amendment_id), message)
            missing = self._missing_of_amendment(case_number, amendment_id)
            if not known and not missing:
                self._look_on(case_number)
        return {"missing_files": missing}

    def put_amendment_file(self, case_number: str, amendment_id: str, ordinal: int, content: bytes) -> bool:
        """Take a file of an amendment; False for one that is not the announced one."""
        with self._lock:
            message = self._amendments.get((case_number, amendment_id), {"files": []})
            announced = {file["ordinal"]: file["content_sha256"] for file in message["files"]}
            if announced.get(ordinal) != hashlib.sha256(content).hexdigest():
                return False
            was_missing = self._missing_of_amendment(case_number, amendment_id)
            self._amendment_files[case_number, amendment_id, ordinal] = content
            if was_missing == [ordinal]:
                self._look_on(case_number)
        return True

    def withdrawals(self, case_number: str) -> list[dict[str, Any]]:
        """The requests for a case back that it knows, in the order in which they came."""
        with self._lock:
            return [message for (number, _), message in self._withdrawals.items() if number == case_number]

    def withdraw(self, case_number: str, message: dict[str, Any]) -> bool:
        """Take a request for a case back, once by its id; False for a case that it does not hold.

        A case that it has begun and not ended is closed; of one that it has not begun there is nothing to say.
        """
        withdrawal_id = str(message["withdrawal_id"])
        with self._lock:
            if case_number not in self._cases:
                return False
            if (case_number, withdrawal_id) not in self._withdrawals:
                self._withdrawals[case_number, withdrawal_id] = message
                told = [step["state"] for step in self._feed if step["case_number"] == case_number]
                if told and told[-1] not in _ENDED:
                    self._step(case_number, CaseState.CLOSED, "已按申请人的要求撤回")
        return True

    def submit(self, message: dict[str, Any]) -> dict[str, Any]:
        """Take a case; tell which files are missing."""
        number = str(message["case_number"])
        with self._lock:
            self._cases.setdefault(number, message)
            missing = self._missing(number)
            self._on_whole(number)
        return {"missing_files": missing}

    def put_file(self, case_number: str, ordinal: int, content: bytes) -> bool:
        """Take a file; False for one that is not the announced one."""
        with self._lock:
            case = self._cases.get(case_number)
            announced = {} if case is None else {file["ordinal"]: file["content_sha256"] for file in case["files"]}
            if announced.get(ordinal) != hashlib.sha256(content).hexdigest():
                return False
            self._files[case_number, ordinal] = content
            self._on_whole(case_number)
        return True

    def steps(self, after: str) -> dict[str, Any]:
        """Tell what happened since a cursor."""
        start = int(after or "0")
        with self._lock:
            page = self._feed[start : start + 50]
        return {"steps": page, "next": str(start + len(page))}

    def result(self, case_number: str, name: str) -> bytes | None:
        """Return a document that it issued: the acceptance notice, once there is one."""
        with self._lock:
            told = [step for step in self._feed if step["case_number"] == case_number]
        numbers = [step["acceptance_doc_number"] for step in told if step["acceptance_doc_number"]]
        return f"SAMPLE {numbers[-1]}".encode() if numbers and name == "acceptance" else None

    def decide(
        self,
        case_number: str,
        decision: Decision,
        *,
        note: str | None = None,
        corrections: Sequence[dict[str, Any]] = (),
        correction_due: str | None = None,
    ) -> None:
        """Decide about a case; raises `KeyError` for one that it does not hold."""
        with self._lock:
            if case_number not in self._cases:
                raise KeyError(case_number)
            self._decide(case_number, decision, note, corrections, correction_due)

    def say(self, step: dict[str, Any]) -> None:
        """Put any step into the feed, also one that no department may say."""
        with self._lock:
            self._feed.append(step)

    def _missing(self, number: str) -> list[int]:
        return [
            file["ordinal"] for file in self._cases[number]["files"] if (number, file["ordinal"]) not in self._files
        ]

    def _missing_of_amendment(self, number: str, amendment_id: str) -> list[int]:
        files = self._amendments[number, amendment_id]["files"]
        return [
            file["ordinal"] for file in files if (number, amendment_id, file["ordinal"]) not in self._amendment_files
        ]

    def _look_on(self, number: str) -> None:
        """Go on with a case whose correction was answered."""
        told = [step["state"] for step in self._feed if step["case_number"] == number]
        if told and told[-1] == CaseState.CORRECTION_REQUIRED.value:
            self._step(number, CaseState.PRE_REVIEW, None)

    def _on_whole(self, number: str) -> None:
        if self._missing(number) or any(step["case_number"] == number for step in self._feed):
            return
        for decision in self._routine:
            self._decide(number, decision, None, (), None)

    def _decide(
        self,
        number: str,
        decision: Decision,
        note: str | None,
        corrections: Sequence[dict[str, Any]],
        correction_due: str | None,
    ) -> None:
        match decision:
            case Decision.RECEIVE:
                self._step(number, CaseState.RECEIVED, note)
            case Decision.ASK_CORRECTION:
                self._step(number, CaseState.CORRECTION_REQUIRED, note, corrections, correction_due)
            case Decision.ACCEPT:
                self._acceptances += 1
                doc_number = f"SL{self._now():%Y%m%d}{self._acceptances:05d}"
                self._step(number, CaseState.ACCEPTED, note, doc_number=doc_number)
            case Decision.REFUSE:
                self._step(number, CaseState.NOT_ACCEPTED, note)
            case Decision.FINISH:
                self._step(number, CaseState.APPROVED, note)
                self._step(number, CaseState.CLOSED, None)

    def _step(
        self,
        number: str,
        state: CaseState,
        note: str | None,
        corrections: Sequence[dict[str, Any]] = (),
        correction_due: str | None = None,
        doc_number: str | None = None,
    ) -> None:
        self._feed.append(
            {
                "case_number": number,
                "sequence": 1 + sum(step["case_number"] == number for step in self._feed),
                "state": state.value,
                "at": format_utc(self._now()),
                "acceptance_doc_number": doc_number,
                "note": note,
                "corrections": list(corrections),
                "correction_due": correction_due,
            }
        )

    def _now(self) -> datetime:
        now: datetime = self._clock()
        return now
