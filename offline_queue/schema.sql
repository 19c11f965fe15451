CREATE TABLE attachment (
    attachment_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    ordinal INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    sealed_size_bytes INTEGER NOT NULL,
    digest TEXT NOT NULL,
    acked_bytes INTEGER NOT NULL DEFAULT 0 CHECK (acked_bytes BETWEEN 0 AND sealed_size_bytes),
    UNIQUE (sequence, ordinal)
) STRICT, WITHOUT ROWID;

CREATE VIEW audit AS
    SELECT sequence, 0 AS number, NULL AS was, 'ready' AS becomes, NULL AS cause, boot_id, monotonic_s,
        stored_at AS wall_s
    FROM entry
    UNION ALL
    SELECT sequence, number, was, becomes, cause, boot_id, monotonic_s, wall_s FROM transition;

CREATE TABLE body (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL,
    entry_id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN ('case', 'withdrawal', 'amendment', 'rating', 'complaint', 'payment_outcome', 'device_report')
    ),
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'registered', 'delivered', 'refused', 'held', 'purged')),
    receipt_number TEXT UNIQUE,
    item_id TEXT,
    code_salt BLOB,
    code_hash BLOB,
    digest TEXT NOT NULL,
    suite TEXT NOT NULL,
    key_id TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0,
    retry_at REAL NOT NULL DEFAULT 0,
    cause TEXT,
    hall_ref TEXT,
    captured_at REAL NOT NULL,
    stored_at REAL NOT NULL,
    boot_id TEXT NOT NULL,
    monotonic_s REAL NOT NULL,
    sent_at REAL,
    registered_at REAL,
    settled_at REAL,
    clock_synchronised INTEGER NOT NULL
, purged_at REAL) STRICT;

CREATE TABLE handover (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    first_at REAL NOT NULL,
    last_at REAL NOT NULL,
    times INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    last_success_at REAL
) STRICT;

CREATE TABLE transition (
    number INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    cause TEXT,
    boot_id TEXT NOT NULL,
    monotonic_s REAL NOT NULL,
    wall_s REAL NOT NULL
) STRICT;

CREATE INDEX entry_deferred ON entry (state, retry_at)
WHERE (state = 'ready' OR state = 'registered') AND retry_at > 0;

CREATE INDEX entry_held ON entry (sequence) WHERE state = 'held';

CREATE INDEX entry_later ON entry (case_id, sequence) WHERE case_id <> entry_id;

CREATE INDEX entry_purged ON entry (purged_at) WHERE state = 'purged';

CREATE INDEX entry_ready ON entry (priority, sequence, retry_at) WHERE state = 'ready';

CREATE INDEX entry_registered ON entry (priority, sequence, retry_at) WHERE state = 'registered';

CREATE INDEX entry_settled ON entry (settled_at) WHERE state IN ('delivered', 'refused');

CREATE TRIGGER attachment_identity BEFORE UPDATE ON attachment
WHEN NEW.attachment_id IS NOT OLD.attachment_id OR NEW.sequence IS NOT OLD.sequence
    OR NEW.ordinal IS NOT OLD.ordinal OR NEW.media_type IS NOT OLD.media_type
    OR NEW.sealed_size_bytes IS NOT OLD.sealed_size_bytes OR NEW.digest IS NOT OLD.digest
BEGIN
    SELECT RAISE(ABORT, 'identity, size and digest of an attachment never change');
END;

CREATE TRIGGER attachment_is_kept BEFORE DELETE ON attachment
WHEN (SELECT purged_at FROM entry WHERE sequence = OLD.sequence) IS NULL BEGIN
    SELECT RAISE(ABORT, 'an attachment is kept');
END;

CREATE TRIGGER body_is_fixed BEFORE UPDATE ON body BEGIN
    SELECT RAISE(ABORT, 'sealed bytes never change');
END;

CREATE TRIGGER body_is_kept BEFORE DELETE ON body
WHEN (SELECT state FROM entry WHERE sequence = OLD.sequence) IS NOT 'purged' BEGIN
    SELECT RAISE(ABORT, 'sealed bytes are kept until the entry is purged');
END;

CREATE TRIGGER entry_attempts_count_up BEFORE UPDATE OF attempts ON entry
WHEN NEW.attempts < OLD.attempts BEGIN
    SELECT RAISE(ABORT, 'attempts never count down');
END;

CREATE TRIGGER entry_counts_up BEFORE INSERT ON entry
WHEN NEW.sequence <> ifnull((SELECT max(sequence) FROM entry), 0) + 1
    OR NEW.serial <> ifnull((SELECT serial FROM entry ORDER BY sequence DESC LIMIT 1), 0)
        + (NEW.receipt_number IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'sequence and serial count up by one');
END;

CREATE TRIGGER entry_hall_ref_is_kept BEFORE UPDATE OF hall_ref ON entry
WHEN OLD.hall_ref IS NOT NULL AND NEW.hall_ref IS NOT OLD.hall_ref BEGIN
    SELECT RAISE(ABORT, 'the number from the hall never changes');
END;

CREATE TRIGGER entry_identity BEFORE UPDATE OF sequence, rowid, oid, _rowid_, entry_id, case_id, serial, kind, priority,
    receipt_number, item_id, code_salt, code_hash, digest, suite, key_id, size_bytes, captured_at, stored_at, boot_id,
    monotonic_s, clock_synchronised ON entry
WHEN NEW.sequence IS NOT OLD.sequence OR NEW.entry_id IS NOT OLD.entry_id OR NEW.case_id IS NOT OLD.case_id
    OR NEW.serial IS NOT OLD.serial OR NEW.kind IS NOT OLD.kind OR NEW.priority IS NOT OLD.priority
    OR NEW.receipt_number IS NOT OLD.receipt_number OR NEW.item_id IS NOT OLD.item_id
    OR NEW.code_salt IS NOT OLD.code_salt OR NEW.code_hash IS NOT OLD.code_hash
    OR NEW.digest IS NOT OLD.digest OR NEW.suite IS NOT OLD.suite OR NEW.key_id IS NOT OLD.key_id
    OR NEW.size_bytes IS NOT OLD.size_bytes OR NEW.captured_at IS NOT OLD.captured_at
    OR NEW.stored_at IS NOT OLD.stored_at OR NEW.boot_id IS NOT OLD.boot_id
    OR NEW.monotonic_s IS NOT OLD.monotonic_s OR NEW.clock_synchronised IS NOT OLD.clock_synchronised
BEGIN
    SELECT RAISE(ABORT, 'identity, bytes and digest of an entry never change');
END;

CREATE TRIGGER entry_is_born_ready BEFORE INSERT ON entry
WHEN NEW.state <> 'ready' BEGIN
    SELECT RAISE(ABORT, 'an entry is born ready');
END;

CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
WHEN OLD.state <> 'purged' OR OLD.purged_at IS NULL OR OLD.sequence = (SELECT max(sequence) FROM entry)
BEGIN
    SELECT RAISE(ABORT, 'an entry is kept');
END;

CREATE TRIGGER entry_is_purged_first BEFORE UPDATE OF purged_at ON entry
WHEN NEW.purged_at IS NOT OLD.purged_at AND (NEW.state <> 'purged' OR OLD.purged_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'only a purged entry has that time, and once');
END;

CREATE TRIGGER entry_state BEFORE UPDATE OF state ON entry
WHEN NOT (
    (OLD.state = 'ready' AND NEW.state IN ('registered', 'refused', 'held'))
    OR (OLD.state = 'registered' AND NEW.state IN ('delivered', 'refused', 'held'))
    OR (OLD.state = 'held' AND NEW.state = 'ready')
    OR (OLD.state IN ('delivered', 'refused') AND NEW.state = 'purged')
)
BEGIN
    SELECT RAISE(ABORT, 'an illegal change of state');
END;

CREATE TRIGGER transition_is_fixed BEFORE UPDATE ON transition BEGIN
    SELECT RAISE(ABORT, 'the audit never changes');
END;

CREATE TRIGGER transition_is_kept BEFORE DELETE ON transition
WHEN (SELECT purged_at FROM entry WHERE sequence = OLD.sequence) IS NULL BEGIN
    SELECT RAISE(ABORT, 'the audit never changes');
END;
