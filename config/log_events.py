"""Every line that the terminal's rooms write to the log, in one table.

A line is ``event field=value field=value``. Values are identifiers, codes and figures; nothing about a resident is ever
among them. A test compares this table with every log call in the code, name by name, field by field, level by level.
The hall has its own table, ``hall/events.py``, because it is installed without this package's terminal side.

Standard library only; nothing imports it at run time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One kind of line.

    Attributes:
        name: its first word.
        level: ``debug``, ``info``, ``warning`` or ``error``; an error is for staff to look at.
        fields: the names of its values, in their order.
        meaning: what has happened.
    """

    name: str
    level: str
    fields: tuple[str, ...]
    meaning: str


LOG_EVENTS: tuple[LogEvent, ...] = (
    # The terminal
    LogEvent("settings_broken", "error", ("reason",), "The settings cannot be used; the terminal does not serve."),
    LogEvent("catalogue_broken", "error", ("reason",), "The catalogue cannot be used; the terminal does not serve."),
    LogEvent("start_failed", "error", ("code",), "The data folder cannot be used; the terminal does not serve."),
    LogEvent("start_succeeded_at_last", "info", ("failures",), "The data folder can be used after all."),
    LogEvent("font_broken", "error", ("reason",), "A font file is missing or lacks characters; names may show boxes."),
    LogEvent("visit_begun", "info", ("visit",), "Somebody touched the idle picture."),
    LogEvent("visit_ended", "info", ("visit",), "A visit is over and wiped."),
    LogEvent("visit_timed_out", "info", (), "Nobody touched the screen until the time was over."),
    LogEvent("speech_failed", "info", ("code",), "Something could not be said; it stands on the screen."),
    LogEvent("speech_not_prepared", "error", ("error",), "Reading aloud could not begin."),
    LogEvent("staff_called", "info", ("page",), "A resident asked for help."),
    LogEvent("staff_entered", "info", (), "Somebody typed the staff's code at the terminal."),
    LogEvent("staff_code_wrong", "info", ("tries",), "A wrong code was typed at the staff's entrance."),
    LogEvent("staff_code_not_checked", "error", ("error",), "The staff's code could not be checked."),
    LogEvent("staff_overview_failed", "error", ("error",), "Queue, disk, line or clock could not be looked at."),
    LogEvent("printer_test_confirmed", "info", ("roll_changed",), "Staff saw the printer's test page come out."),
    LogEvent("printer_test_denied", "warning", (), "Staff saw no test page come out."),
    LogEvent("event_out_of_place", "info", ("state", "event"), "An event came for which the state has no transition."),
    LogEvent(
        "flow_bug", "error", ("error", "place"), "An unexpected exception ended a visit; a fault of this program."
    ),
    LogEvent("late_answer_dropped", "info", (), "An answer for an ended visit came and was dropped."),
    LogEvent("late_device_event_dropped", "info", ("device",), "A device event for an ended visit was dropped."),
    LogEvent("camera_not_loaded", "error", ("error",), "What the camera needs could not be loaded; codes are typed."),
    LogEvent(
        "case_not_announced", "warning", ("error",), "A case could not be prepared ahead; it is prepared when it comes."
    ),
    LogEvent("case_not_stored", "error", ("error",), "A case could not be made durable; the resident was told."),
    LogEvent("withdrawal_not_stored", "error", ("error",), "That a case is asked back could not be made durable."),
    LogEvent(
        "opinion_not_stored",
        "error",
        ("error",),
        "A complaint or suggestion could not be made durable; the resident was told.",
    ),
    LogEvent("rating_not_stored", "warning", ("error",), "A rating could not be made durable."),
    LogEvent(
        "warm_up_failed", "warning", ("error",), "Something could not be loaded ahead; whoever needs it tells more."
    ),
    LogEvent("slip_not_drawn", "error", ("error",), "A slip could not be drawn, so it was not printed."),
    LogEvent("sheet_not_made", "error", ("error",), "An A4 sheet could not be made, so it was not printed."),
    LogEvent("outbox_not_opened", "error", ("error",), "The queue cannot be opened; no case is taken in."),
    LogEvent(
        "outbox_opened_at_last", "info", ("failures",), "The queue could be opened after all; cases are taken in."
    ),
    LogEvent("entry_not_seen", "error", ("error",), "An entry's state could not be read from the queue."),
    LogEvent("ledger_not_read", "error", ("error",), "The queue's ledger could not be read for a progress question."),
    LogEvent("staff_alarm", "error", ("cause",), "Something needs staff before the terminal sends or serves again."),
    LogEvent("staff_alarm_over", "info", (), "What an alarm was about is over."),
    # Devices
    LogEvent(
        "device_settings_unusable",
        "error",
        ("device", "code"),
        "The settings of a device do not fit; the terminal serves without it.",
    ),
    LogEvent("device_status", "info", ("device", "status"), "A device's status is another one than before."),
    LogEvent("device_thread_stuck", "error", ("device",), "A device's thread did not end in time."),
    LogEvent("driver_bug", "error", ("device", "error", "place"), "An unexpected exception in a driver."),
    LogEvent("event_sink_bug", "error", ("device", "error"), "Whoever takes a device's events raised an exception."),
    LogEvent("id_card_exchange", "debug", ("command", "sw", "size", "ms"), "One command and its reply, sizes only."),
    LogEvent("id_card_step_repeated", "debug", ("command", "cause"), "A command got no good reply and was sent again."),
    LogEvent("id_card_read_again", "info", ("cause",), "A read began anew with the same card."),
    LogEvent("id_card_module_reset", "info", (), "The reader's security module was reset."),
    LogEvent(
        "id_card_address_not_read",
        "info",
        ("cause",),
        "A card was read without knowing whether it has a newer address.",
    ),
    LogEvent("id_card_photo_not_decoded", "warning", ("reason",), "The configured photo decoder gave no picture."),
    LogEvent("code_scanned", "info", ("kind", "length"), "A code was read that the screen asked for."),
    LogEvent("code_not_asked_for", "info", ("kind", "length"), "Another code was shown than the screen asked for."),
    LogEvent("scanned_code_too_long", "info", ("size",), "More bytes came than any code has; they were dropped."),
    LogEvent(
        "scanner_not_prepared", "info", ("setting", "cause"), "A code scanner did not take a setting for the session."
    ),
    LogEvent("print_job_not_settled", "warning", ("job", "cause"), "The end of a print job could not be written down."),
    LogEvent("code_unreadable", "info", ("reader",), "A code reader failed on a picture."),
    LogEvent("second_code_reader_missing", "info", ("library",), "The second code reader is not installed."),
    LogEvent("cash_request_repeated", "debug", ("header", "cause"), "A cash device gave no good reply; asked again."),
    LogEvent("cash_byte_ignored", "info", ("code",), "A cash device without a protocol frame said something unasked."),
    LogEvent("cash_device_restarted", "info", ("unit", "epoch"), "A cash device has lost its power or was reset."),
    LogEvent(
        "cash_device_unwatched", "error", ("unit",), "A cash device forgot what it took; the box must be counted."
    ),
    LogEvent("cash_events_lost", "error", ("unit", "count"), "A cash device did more than it remembers."),
    LogEvent(
        "cash_note_unknown", "error", ("unit", "cause", "epoch", "event"), "Nobody can tell by data where a note is."
    ),
    LogEvent(
        "cash_note_not_asked_for", "warning", ("unit", "epoch", "event"), "A note went into the box without our order."
    ),
    LogEvent("cash_fraud_seen", "warning", ("unit", "kind"), "A cash device suspects an attempt to cheat."),
    LogEvent(
        "cash_left_in_disorder", "info", ("cause", "then"), "A session ended in a fault; the next start clears up."
    ),
    LogEvent(
        "cash_escrow_not_settled", "info", ("unit",), "A note of an earlier session could not be settled by data."
    ),
    LogEvent("card_frame_refused", "debug", ("count",), "A card terminal could not read a frame; sent again."),
    LogEvent("card_frame_damaged", "debug", ("count",), "A damaged frame came from the card terminal."),
    LogEvent("order_record_unreadable", "error", ("copy",), "The record of open orders is no record; set aside."),
    LogEvent("order_ended", "info", ("order", "state"), "The hall knows how a payment order ended."),
    LogEvent("order_unsettled", "warning", ("cause",), "What became of a payment order could not be asked for."),
    LogEvent("cash_stopped", "warning", ("code",), "The cash device ended a session with a fault."),
    LogEvent("payment_outcome_not_kept", "warning", ("cause",), "A payment's outcome is not in the queue."),
    LogEvent("payment_offers_not_kept", "info", ("cause",), "What can be paid here is not remembered over a restart."),
    LogEvent("payment_not_offered", "error", ("cause",), "Payments cannot be recorded here, so none is offered."),
    LogEvent("card_payment_silent", "info", ("cause",), "A card payment has no last word; the terminal is asked."),
    LogEvent("card_payment_asked_for", "info", ("result",), "The card terminal was asked what became of a payment."),
    LogEvent("card_payment_not_asked_yet", "info", ("cause",), "The card terminal cannot be asked for a payment now."),
    LogEvent("card_payment_unknown", "error", ("cause",), "Nobody can tell by data whether a card was charged."),
    LogEvent("card_outcome_not_written", "error", ("cause",), "A card payment's outcome is not in the journal yet."),
    LogEvent("card_void_unknown", "error", ("cause",), "Nobody can tell whether a card payment was taken back."),
    LogEvent("cash_not_inhibited", "info", ("cause",), "A cash device was closed and did not obey any more."),
    # The queue
    LogEvent("line_changed", "info", ("line", "fault"), "The line to the hall is up, or down and why."),
    LogEvent("entry_changed", "info", ("entry_id", "state", "cause", "attempts"), "An entry is in another state."),
    LogEvent("sync_stopped", "error", ("cause",), "Nothing is sent until staff do something."),
    LogEvent("sync_storage", "info", ("code",), "A pass ended because the disk or the database failed."),
    LogEvent("orphans_swept", "info", ("count",), "Sealed files that no entry names were removed at the start."),
    LogEvent("handed_over", "info", ("entries", "size_bytes"), "What waits was copied to a stick for the hall."),
    LogEvent("handover_failed", "warning", ("fault", "code"), "What waits could not be copied to a stick."),
    LogEvent("entry_cared_for", "info", ("entry_id", "act", "reason"), "Staff held, released or resent an entry."),
    LogEvent("entry_not_cared_for", "warning", ("act", "code"), "What staff wanted done with an entry was not done."),
    LogEvent("sticks_not_found", "error", ("error",), "It could not be seen which USB sticks are plugged in."),
    LogEvent("rows_forgotten", "info", ("count",), "Ledger rows of entries settled twelve months ago were removed."),
    LogEvent("queue_alarm", "info", ("level",), "How long entries wait is another matter for staff than before."),
    LogEvent("ballast_released", "info", (), "The disk is full; the reserve was given up so that entries can leave."),
    LogEvent("checkpoint_failed", "info", ("code",), "The database's log could not be folded in; it is tried again."),
    LogEvent("store_set_aside", "error", ("folder",), "The database was damaged and moved away; enrol anew."),
)
