-- Version 3: who looked, by entry. Every statement may be said again: the records of before are taken over after these.
CREATE TABLE IF NOT EXISTS disclosure_entry (
  register_id    BIGINT NOT NULL,
  entry_id       BYTEA NOT NULL,
  disclosure_id  BYTEA NOT NULL,
  PRIMARY KEY (register_id, entry_id, disclosure_id)
) /*clustered*/;
CREATE OR REPLACE TRIGGER disclosure_entry_guard BEFORE UPDATE OR DELETE ON disclosure_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER disclosure_entry_truncate BEFORE TRUNCATE ON disclosure_entry EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON disclosure_entry FROM PUBLIC;
