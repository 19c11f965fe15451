"""Hand-over on a stick: entries that staff carry to the hall when the line does not.

A *bundle* is one folder. It holds what the line would have carried, the sealed bytes of entries and attachments, and
nothing in clear that the line would not show:

* ``manifest.json``: a `HandoverManifest`; a folder without it was cut short and is not taken,
* ``manifest.signature.json``: a `HandoverSignature` over the manifest's bytes,
* ``<entry id>.entry``: the body of ``PUT /v1/entries/{entry_id}``,
* ``<attachment id>.sealed``: the sealed bytes of an attachment.

Each entry has the signature that its request would have (profile ``hall-v1``); it stays with the entry as evidence. A
stick may lie in a drawer for weeks, so the time of these signatures is not judged.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from offline_queue.wire.entries import MAX_ATTACHMENTS, AttachmentRef, EntryKind
from offline_queue.wire.fields import KeyId, Sha256Hex, TerminalIdField, Uuid, WireRequest
from offline_queue.wire.times import UtcTime

MANIFEST = "manifest.json"
SIGNATURE = "manifest.signature.json"
PART_SUFFIX = ".part"
"""A folder of this name is being written, or was when somebody pulled the stick."""
SIGNED_METHOD, SIGNED_PATH = "POST", "/v1/handovers"
"""What the manifest's signature stands for; there is no such call."""
MAX_MANIFEST_BYTES = 64 * 1024 * 1024


class HandoverEntry(WireRequest):
    """One entry of a bundle.

    Attributes:
        digest, size_bytes: of the body.
        signature_input, signature: of the request that would have carried it.
        attachments: the files that are in the bundle, as the entry's own manifest has them.
    """

    entry_id: Uuid
    kind: EntryKind
    sequence: Annotated[int, Field(ge=1, le=2**53)]
    digest: Sha256Hex
    size_bytes: Annotated[int, Field(gt=0)]
    signature_input: Annotated[str, Field(max_length=1000)]
    signature: Annotated[str, Field(max_length=200)]
    attachments: Annotated[tuple[AttachmentRef, ...], Field(max_length=MAX_ATTACHMENTS)] = ()


class HandoverManifest(WireRequest):
    """What is in a bundle, and whose it is. ``made_at`` is the terminal's time, corrected by the hall's where known."""

    contract: Literal[1] = 1
    terminal_id: TerminalIdField
    key_id: KeyId
    epoch: Uuid
    made_at: UtcTime
    entries: Annotated[tuple[HandoverEntry, ...], Field(min_length=1, max_length=100_000)]


class HandoverSignature(WireRequest):
    """The three headers that a request with the manifest as its body would have."""

    content_digest: str
    signature_input: str
    signature: str


def entry_file(entry_id: str) -> str:
    """Return the name of an entry's file in a bundle."""
    return f"{entry_id}.entry"


def attachment_file(attachment_id: str) -> str:
    """Return the name of an attachment's file in a bundle."""
    return f"{attachment_id}.sealed"
