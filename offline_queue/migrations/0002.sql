-- Hand-over on a stick, and an end for ledger rows. What was carried to the hall by hand may still be sent by line; the
-- hall takes each entry once.
CREATE TABLE handover (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    first_at REAL NOT NULL,
    last_at REAL NOT NULL,
    times INTEGER NOT NULL DEFAULT 1
) STRICT;

-- When its row became one without content, by the hall's clock, which no jump of this machine's clock moves; null until
-- the hall's time was known.
ALTER TABLE entry ADD COLUMN purged_at REAL;
CREATE INDEX entry_purged ON entry (purged_at) WHERE state = 'purged';

-- A purged row may go. The last row of all stays whatever its age: sequence and serial count on from it.
DROP TRIGGER entry_is_kept;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
WHEN OLD.state <> 'purged' OR OLD.purged_at IS NULL OR OLD.sequence = (SELECT max(sequence) FROM entry)
BEGIN
    SELECT RAISE(ABORT, 'an entry is kept');
END;

DROP TRIGGER attachment_is_kept;
CREATE TRIGGER attachment_is_kept BEFORE DELETE ON attachment
WHEN (SELECT purged_at FROM entry WHERE sequence = OLD.sequence) IS NULL BEGIN
    SELECT RAISE(ABORT, 'an attachment is kept');
END;

DROP TRIGGER transition_is_kept;
CREATE TRIGGER transition_is_kept BEFORE DELETE ON transition
WHEN (SELECT purged_at FROM entry WHERE sequence = OLD.sequence) IS NULL BEGIN
    SELECT RAISE(ABORT, 'the audit never changes');
END;

CREATE TRIGGER entry_is_purged_first BEFORE UPDATE OF purged_at ON entry
WHEN NEW.purged_at IS NOT OLD.purged_at AND (NEW.state <> 'purged' OR OLD.purged_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'only a purged entry has that time, and once');
END;
