"""Notice and commitment (告知承诺) in a catalogue file: what is promised, what follows, and what it replaces."""

from __future__ import annotations

from pydantic import Field

from config.catalogue.block import Block, Key, Words


class Commitment(Block):
    """The letter of an item, in full, and where it stands among the item's questions (domain guide 8).

    Attributes:
        text_version: changes with the wording; kept with every case.
        situation: the question that is answered by the choice.
        commit: its option for one who commits.
        ordinary: its option for one who hands in the proof.
        replaces: materials that need not be handed in then; none where only a check is put off.
        terms: what one confirms and promises, a sentence each.
        consequences: what follows when it is not true or not kept.
    """

    text_version: Words
    situation: Key
    commit: Key
    ordinary: Key
    replaces: tuple[Key, ...] = ()
    terms: tuple[Words, ...] = Field(min_length=1)
    consequences: tuple[Words, ...] = Field(min_length=1)
