-- Version 3: who looked, by entry. Every statement may be said again: the records of before are taken over after these.
CREATE TABLE IF NOT EXISTS disclosure_entry (
  register_id    BIGINT NOT NULL,
  entry_id       BYTEA NOT NULL,
  disclosure_id  BYTEA NOT NULL,
  PRIMARY KEY (register_id, entry_id, disclosure_id)
) /*clustered*/;
CREATE TRIGGER IF NOT EXISTS disclosure_entry_no_update BEFORE UPDATE ON disclosure_entry BEGIN SELECT RAISE(ABORT, 'disclosure records never change'); END;
CREATE TRIGGER IF NOT EXISTS disclosure_entry_no_delete BEFORE DELETE ON disclosure_entry BEGIN SELECT RAISE(ABORT, 'disclosure records are never deleted'); END;
