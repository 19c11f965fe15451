-- What never changes is compared when a statement names it, and not at every attempt and every change of state. SQLite
-- goes by the names in the statement, so every name of the primary key is there.
DROP TRIGGER entry_identity;
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

CREATE TRIGGER entry_attempts_count_up BEFORE UPDATE OF attempts ON entry
WHEN NEW.attempts < OLD.attempts BEGIN
    SELECT RAISE(ABORT, 'attempts never count down');
END;

CREATE TRIGGER entry_hall_ref_is_kept BEFORE UPDATE OF hall_ref ON entry
WHEN OLD.hall_ref IS NOT NULL AND NEW.hall_ref IS NOT OLD.hall_ref BEGIN
    SELECT RAISE(ABORT, 'the number from the hall never changes');
END;
