"""Sealers made ahead of need: used once, for their id only, and never with a key of the hall that is replaced."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.domain.identifiers import EntryId
from offline_queue.identity import Identity
from offline_queue.outbox import Outbox
from offline_queue.spares import SpareSealers
from offline_queue.wire.entries import EntryKind, SealedEntry
from offline_queue.wire.sealing import EntryOpener
from tests.offline_queue.build import HallSide, case_draft, enrol_directly, opened, page, rating_draft

ANNOUNCED = EntryId("11111111-1111-4111-8111-111111111111")


class Counted:
    """Entropy that counts the data keys drawn."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, size_bytes: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(size_bytes, "big")


@pytest.fixture
def identity(hall_side: HallSide) -> Identity:
    return hall_side.identity_for(Ed25519PrivateKey.generate())


@pytest.fixture
def entropy() -> Counted:
    return Counted()


@pytest.fixture
def spares(entropy: Counted) -> SpareSealers:
    return SpareSealers(entropy, lambda: EntryId(str(uuid.uuid4())))


def test_a_spare_is_used_once(spares: SpareSealers, identity: Identity, entropy: Counted) -> None:
    spares.fill(identity)
    spares.fill(identity)
    assert entropy.drawn == 1
    first = spares.take(identity, EntryKind.CASE, None)
    assert entropy.drawn == 1
    second = spares.take(identity, EntryKind.CASE, None)
    assert (entropy.drawn, second is first, second.entry_id == first.entry_id) == (2, False, False)


def test_an_announced_id_finds_its_spare_and_no_other_does(
    spares: SpareSealers, identity: Identity, entropy: Counted
) -> None:
    spares.announce(identity, ANNOUNCED)
    other = EntryId(str(uuid.uuid4()))
    assert spares.take(identity, EntryKind.CASE, other).entry_id == other
    assert spares.take(identity, EntryKind.CASE, None).entry_id != ANNOUNCED
    assert entropy.drawn == 3
    assert spares.take(identity, EntryKind.CASE, ANNOUNCED).entry_id == ANNOUNCED
    assert entropy.drawn == 3
    spares.take(identity, EntryKind.CASE, ANNOUNCED)
    assert entropy.drawn == 4


def test_another_kind_is_sealed_on_the_spot(spares: SpareSealers, identity: Identity, entropy: Counted) -> None:
    spares.fill(identity)
    spares.announce(identity, ANNOUNCED)
    assert spares.take(identity, EntryKind.RATING, ANNOUNCED).kind == EntryKind.RATING
    assert spares.take(identity, EntryKind.RATING, None).kind == EntryKind.RATING
    assert entropy.drawn == 4


def test_spares_for_a_replaced_key_are_dropped(spares: SpareSealers, identity: Identity, entropy: Counted) -> None:
    replaced = HallSide().identity_for(identity.key)
    spares.fill(identity)
    spares.announce(identity, ANNOUNCED)
    for entry_id in (None, ANNOUNCED):
        assert spares.take(replaced, EntryKind.CASE, entry_id).recipient is replaced.hall_sealing_key
    spares.fill(identity)
    spares.fill(replaced)
    drawn = entropy.drawn
    assert spares.take(replaced, EntryKind.CASE, None).recipient is replaced.hall_sealing_key
    assert entropy.drawn == drawn


def opens(outbox: Outbox, entry_id: EntryId, hall: HallSide) -> bytes:
    sent = SealedEntry.from_body(outbox.begin_attempt(entry_id).body)
    opener = EntryOpener(
        hall.sealing, suite=sent.suite, entry_id=sent.entry_id, kind=sent.kind, wrapped_key=sent.wrapped_key
    )
    return opener.open_document(sent.sealed_document)


def test_the_hall_opens_what_a_spare_sealed(data_dir: Path, hall_side: HallSide) -> None:
    with opened(data_dir) as outbox:
        outbox.announce(ANNOUNCED)
        named = outbox.enqueue(case_draft(1), [page()], entry_id=ANNOUNCED)
        fresh = outbox.enqueue(case_draft())
        rated = outbox.enqueue_rating(rating_draft(), entry_id=EntryId(str(uuid.uuid4())))
        for stored in (named, fresh, rated):
            assert str(stored.entry_id).encode() in opens(outbox, stored.entry_id, hall_side)
        assert {str(named.case_id), str(named.entry_id)} == {str(ANNOUNCED)}


def test_a_new_enrolment_seals_to_the_new_key_at_once(data_dir: Path) -> None:
    renewed = HallSide()
    with opened(data_dir) as outbox:
        outbox.enqueue(case_draft())
        outbox.announce(ANNOUNCED)
        enrol_directly(data_dir, renewed, generation=2)
        outbox.reload_identity()
        for entry_id in (None, ANNOUNCED):
            receipt = outbox.enqueue(case_draft(), entry_id=entry_id)
            assert str(receipt.entry_id).encode() in opens(outbox, receipt.entry_id, renewed)


def test_announcing_without_an_enrolment_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "fresh") as outbox:
        outbox.announce(ANNOUNCED)
        assert outbox.status().depth == 0
