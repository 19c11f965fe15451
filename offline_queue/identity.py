"""Who this terminal is: its key and what the hall told it at enrolment, in the folder ``identity`` of the data folder.

``enrolment.json`` names the key file beside it, so replacing that one file replaces the identity as a whole.
Both are readable by the terminal's user only. The private key is never in a ``repr``.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from config.domain.identifiers import StationCode, TerminalId
from offline_queue.errors import EnrolmentFault, NotEnrolledError
from offline_queue.filesystem import Fs, typed_os_error, write_whole
from offline_queue.wire.sealing import key_id_of

FOLDER = "identity"
ENROLMENT = "enrolment.json"
KEY_SUFFIX = ".key"
_MAX_FILE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """What entries are made and requests are signed with.

    Attributes:
        terminal_id, station_code, terminal_no, generation: from the hall; they make up receipt numbers.
        key, key_id: the terminal's own key.
        hall_signing_key: answers are checked with it.
        hall_sealing_key, hall_sealing_key_id, suite: entries are sealed to it.
        hall_url: where it was enrolled.
        epoch: the store that this enrolment serves; None until the first opening.
    """

    terminal_id: TerminalId
    station_code: StationCode
    terminal_no: int
    generation: int
    key: Ed25519PrivateKey = field(repr=False)
    key_id: str
    hall_signing_key: Ed25519PublicKey = field(repr=False)
    hall_sealing_key: X25519PublicKey = field(repr=False)
    hall_sealing_key_id: str
    suite: str
    hall_url: str
    epoch: str | None = None


def load_identity(data_dir: Path, fs: Fs) -> Identity:
    """Read the identity. Raises `NotEnrolledError` (absent, damaged)."""
    folder = data_dir / FOLDER
    try:
        raw = fs.read(folder / ENROLMENT, 0, _MAX_FILE_BYTES)
    except OSError as error:
        raise NotEnrolledError(EnrolmentFault.ABSENT) from error
    try:
        kept = json.loads(raw)
        key_id = str(kept["key_id"])
        key = Ed25519PrivateKey.from_private_bytes(fs.read(folder / (key_id + KEY_SUFFIX), 0, _MAX_FILE_BYTES))
        return Identity(
            terminal_id=TerminalId(str(kept["terminal_id"])),
            station_code=StationCode(str(kept["station_code"])),
            terminal_no=int(kept["terminal_no"]),
            generation=int(kept["generation"]),
            key=key,
            key_id=key_id,
            hall_signing_key=Ed25519PublicKey.from_public_bytes(base64.b64decode(kept["hall_signing_key"])),
            hall_sealing_key=X25519PublicKey.from_public_bytes(base64.b64decode(kept["hall_sealing_key"])),
            hall_sealing_key_id=str(kept["hall_sealing_key_id"]),
            suite=str(kept["suite"]),
            hall_url=str(kept["hall_url"]),
            epoch=kept["epoch"],
        )
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NotEnrolledError(EnrolmentFault.DAMAGED) from error


def save_identity(data_dir: Path, identity: Identity, fs: Fs) -> None:
    """Replace the identity durably; its key must be stored already (`unused_key`). Raises `StorageError`."""
    kept = {
        "version": 1,
        "terminal_id": identity.terminal_id,
        "station_code": identity.station_code,
        "terminal_no": identity.terminal_no,
        "generation": identity.generation,
        "key_id": identity.key_id,
        "hall_signing_key": base64.b64encode(identity.hall_signing_key.public_bytes_raw()).decode("ascii"),
        "hall_sealing_key": base64.b64encode(identity.hall_sealing_key.public_bytes_raw()).decode("ascii"),
        "hall_sealing_key_id": identity.hall_sealing_key_id,
        "suite": identity.suite,
        "hall_url": identity.hall_url,
        "epoch": identity.epoch,
    }
    write_whole(fs, data_dir / FOLDER / ENROLMENT, json.dumps(kept, indent=1).encode("utf-8"))


def bind_to_epoch(data_dir: Path, identity: Identity, epoch: str, fs: Fs) -> Identity:
    """Tie a fresh enrolment to the store that it serves from now on; return it.

    A store that replaced a damaged one counts its receipts from 1 again. With the old enrolment its numbers
    could repeat, with a new one the generation digit differs.

    Raises:
        NotEnrolledError: the enrolment served another store.
    """
    if identity.epoch is None:
        identity = replace(identity, epoch=epoch)
        save_identity(data_dir, identity, fs)
    if identity.epoch != epoch:
        raise NotEnrolledError(EnrolmentFault.OF_EARLIER_STORE)
    return identity


def unused_key(data_dir: Path, fs: Fs) -> tuple[Ed25519PrivateKey, bool]:
    """Return a stored key that no enrolment uses yet, and whether it was made just now.

    A code binds to the key that used it first. When the hall's answer to an enrolment was lost, the same key
    gets the same answer again.

    Raises:
        StorageError: it could not be stored.
    """
    folder = data_dir / FOLDER
    try:
        fs.make_folder(folder)
        used = load_identity(data_dir, fs).key_id
    except NotEnrolledError:
        used = ""
    except OSError as error:
        raise typed_os_error(error) from error
    for name in fs.names(folder):
        if name.endswith(KEY_SUFFIX) and name != used + KEY_SUFFIX:
            raw = fs.read(folder / name, 0, _MAX_FILE_BYTES)
            if len(raw) == 32:
                return Ed25519PrivateKey.from_private_bytes(raw), False
    key = Ed25519PrivateKey.generate()
    name = key_id_of(key.public_key().public_bytes_raw()) + KEY_SUFFIX
    write_whole(fs, folder / name, key.private_bytes_raw())
    return key, True


def forget_unused_keys(data_dir: Path, fs: Fs) -> None:
    """Remove every key that the enrolment does not use; earlier ones the hall has revoked."""
    try:
        kept_key_id = load_identity(data_dir, fs).key_id
    except NotEnrolledError:
        kept_key_id = ""
    folder = data_dir / FOLDER
    for name in fs.names(folder):
        if name.endswith(KEY_SUFFIX) and name != kept_key_id + KEY_SUFFIX:
            fs.remove(folder / name)
