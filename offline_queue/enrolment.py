"""Enrolment from the terminal's side: a one-time code for an identity.

The key is made here and never leaves. It is stored before the code is used, so that a lost answer costs
nothing: the same code with the same key gets the same answer again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from pydantic import ValidationError

from config.domain.identifiers import StationCode, TerminalId
from offline_queue.clock import Clock, SystemClock
from offline_queue.errors import ChannelError, ChannelFault, EnrolmentRefusedError
from offline_queue.filesystem import Fs, OsFs, typed_os_error
from offline_queue.identity import Identity, forget_unused_keys, save_identity, unused_key
from offline_queue.transport import Answer, HallTransport, Signer, Timeouts
from offline_queue.wire import routes
from offline_queue.wire.enrolment import EnrolmentAnswer, EnrolmentRequest, normalise_code
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.sealing import SUITE, key_id_of
from offline_queue.wire.signatures import SignatureError, verify_answer


def enrol(
    data_dir: Path,
    hall_url: str,
    code: str,
    *,
    software: str = "0.1.0",
    clock: Clock | None = None,
    fs: Fs | None = None,
    timeouts: Timeouts | None = None,
    ca_file: str = "",
) -> Identity:
    """Use a code, store the identity, return it. A running outbox takes it over by ``reload_identity``.

    Raises:
        EnrolmentRefusedError: the hall did not take the code; ``problem`` says why.
        ChannelError: no answer, or one that is not the hall's.
        InsecureUrlError: plain HTTP to another machine.
        StorageError: the identity could not be stored; the same code works again.
    """
    files = OsFs() if fs is None else fs
    try:
        files.make_folder(data_dir)
    except OSError as error:
        raise typed_os_error(error) from error
    key, is_fresh = unused_key(data_dir, files)
    call = _Call(hall_url, code, software, clock or SystemClock(), timeouts, ca_file)
    try:
        identity = call.identity_for(key)
    except EnrolmentRefusedError as error:
        if is_fresh or error.problem != ProblemKind.CODE_SPENT:
            raise
        # The stored key has used up an earlier code whose answer was lost; this code needs a new key.
        forget_unused_keys(data_dir, files)
        identity = call.identity_for(unused_key(data_dir, files)[0])
    save_identity(data_dir, identity, files)
    forget_unused_keys(data_dir, files)
    return identity


@dataclass(frozen=True, slots=True)
class _Call:
    """One enrolment call, for whichever key."""

    hall_url: str
    code: str = field(repr=False)
    software: str
    clock: Clock
    timeouts: Timeouts | None
    ca_file: str

    def identity_for(self, key: Ed25519PrivateKey) -> Identity:
        """Ask the hall. Raises as `enrol`."""
        raw = key.public_key().public_bytes_raw()
        signer = Signer(key, key_id_of(raw), hall_key=None)
        try:
            asked = EnrolmentRequest(code=normalise_code(self.code), public_key=raw, software=self.software)
        except ValidationError:
            # "from None": the error belongs to the code, and the code is a secret until it is used.
            raise EnrolmentRefusedError(ProblemKind.CODE_UNKNOWN.value) from None
        transport = HallTransport(
            self.hall_url, lambda: signer, self.clock, timeouts=self.timeouts, ca_file=self.ca_file
        )
        try:
            answer = transport.call("POST", routes.ENROLMENTS, body=asked.model_dump_json().encode("utf-8"))
        finally:
            transport.close()
        told = _read(answer, signer)
        return Identity(
            terminal_id=TerminalId(told.terminal_id),
            station_code=StationCode(told.station_code),
            terminal_no=told.terminal_no,
            generation=told.generation,
            key=key,
            key_id=signer.key_id,
            hall_signing_key=Ed25519PublicKey.from_public_bytes(told.signing_key.public_key),
            hall_sealing_key=X25519PublicKey.from_public_bytes(told.sealing_key.public_key),
            hall_sealing_key_id=told.sealing_key.key_id,
            suite=told.suite,
            hall_url=self.hall_url,
        )


def _read(answer: Answer, signer: Signer) -> EnrolmentAnswer:
    """Read the hall's answer; it must be signed with the very key that it hands out."""
    if answer.status not in {200, 201}:
        problem = answer.problem
        if problem is None or problem.kind is None:
            raise ChannelError(ChannelFault.FOREIGN)
        raise EnrolmentRefusedError(problem.kind.value)
    try:
        told = EnrolmentAnswer.model_validate_json(answer.body)
        verify_answer(
            answer.headers,
            Ed25519PublicKey.from_public_bytes(told.signing_key.public_key),
            status=answer.status,
            body=answer.body,
            nonce=answer.nonce,
        )
    except (ValidationError, SignatureError) as error:
        raise ChannelError(ChannelFault.FOREIGN) from error
    named_right = all(key_id_of(key.public_key) == key.key_id for key in (told.signing_key, told.sealing_key))
    if told.key_id != signer.key_id or not named_right or told.suite != SUITE:
        raise ChannelError(ChannelFault.GARBAGE)
    return told
