-- A change that the yearly check found, on its way: reminder, second reminder, correction. item: the code of what changed. step: a code of
-- registry::check::Reminder. due_on: the day of that step; taken_until: a worker is at it. outcome: '' while it is open, a code of ChangeEnd.
-- seen: the other side in the line text of entries, without any address. notice: the last notice that was sent.
CREATE TABLE check_change (
  register_id    BIGINT NOT NULL,
  run_id         BYTEA NOT NULL,
  entry_id       BYTEA NOT NULL,
  entry_version  BIGINT NOT NULL,
  finding        TEXT NOT NULL,
  item           TEXT NOT NULL,
  seen           TEXT NOT NULL,
  number_ref     BYTEA NOT NULL,
  domicile       BIGINT NOT NULL,
  citation       TEXT NOT NULL,
  step           TEXT NOT NULL,
  due_on         TEXT NOT NULL,
  taken_until    BIGINT NOT NULL,
  notice         TEXT NOT NULL,
  reminded_on    TEXT NOT NULL,
  fault          TEXT NOT NULL,
  outcome        TEXT NOT NULL,
  changed_at     BIGINT NOT NULL,
  PRIMARY KEY (register_id, run_id, entry_id)
) /*clustered*/;
-- One open way an entry, whatever run found the change.
CREATE UNIQUE INDEX check_change_open ON check_change (register_id, entry_id) WHERE outcome = '';
CREATE INDEX check_change_due ON check_change (register_id, due_on) WHERE outcome = '';
