"""From the settings to the queue's own figures; loaded with the queue, not at the start of the terminal."""

from __future__ import annotations

from config.settings.model import PrivacySettings, QueueSettings
from offline_queue.model import AlarmLimits, QueueLimits

_MONTH_S = 31 * 86_400.0
"""The longest month there is, so that no row goes too early."""


def limits_of(queue: QueueSettings) -> QueueLimits:
    """Return when a visit may begin, and when staff are told of what waits."""
    return QueueLimits(
        reserve_bytes=queue.reserve_bytes,
        worst_case_bytes=queue.worst_case_bytes,
        max_depth=queue.max_depth,
        max_age_h=queue.max_age_h,
        ballast_bytes=queue.ballast_bytes,
        alarms=AlarmLimits(
            warn_after_h=queue.warn_after_h,
            alarm_after_days=queue.alarm_after_days,
            export_after_days=queue.export_after_days,
            office_from_h=queue.office_from_h,
            office_to_h=queue.office_to_h,
        ),
    )


def keep_rows_s(privacy: PrivacySettings) -> float:
    """Return how long a row without content stays after its delivery."""
    return privacy.ledger_months * _MONTH_S
