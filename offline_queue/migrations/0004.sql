-- When something may be sent next is read from an index, however many entries wait: those that nobody has deferred are
-- found in the order of sending, by the retry_at beside it, and the others in the order of their times. An entry is
-- born with retry_at 0, so its insert touches no page more.
DROP INDEX entry_ready;
CREATE INDEX entry_ready ON entry (priority, sequence, retry_at) WHERE state = 'ready';
DROP INDEX entry_registered;
CREATE INDEX entry_registered ON entry (priority, sequence, retry_at) WHERE state = 'registered';
CREATE INDEX entry_deferred ON entry (state, retry_at)
WHERE (state = 'ready' OR state = 'registered') AND retry_at > 0;
