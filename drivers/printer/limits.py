"""How long the printer is waited for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits in seconds; the defaults are those of the sheet.

    Attributes:
        reply_s: one answer to ``DLE EOT``.
        automatic_status_s: the first automatic status after it was asked for.
        stall_s: the printer takes no bytes, or cools, for so long.
        proof_s: the most that a proof is waited for after the last byte.
        proof_slack_s: added to the time that a slip needs on the wire and on paper.
        behind_slices_s: one answer while slices wait in the line's buffers.
        grace_s: a process id may come so much later than the answer to ``GS r`` behind it.
        ask_again_s: while waiting, the printer is asked so often.
        presented_s: a mechanism that presents has put the slip into its mouth after so long.
        taken_slack_s: added to the time that a presented slip is held out.
    """

    reply_s: float = 0.2
    automatic_status_s: float = 2.0
    stall_s: float = 60.0
    proof_s: float = 60.0
    proof_slack_s: float = 5.0
    behind_slices_s: float = 3.0
    grace_s: float = 3.0
    ask_again_s: float = 1.0
    presented_s: float = 10.0
    taken_slack_s: float = 5.0
