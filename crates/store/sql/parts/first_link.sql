
-- The first link in bulk (一括の突合): entries that wait for an officer, because not everything agreed for exactly one person.
-- reason and items: codes of registry::linking::in_bulk. number_ref: the vault's handle of a number given with a report (never the
-- number), number_way: how it was proved. report: the line text of the report's items, emptied with the answer.
-- answer: '' waits, then a code of registry::linking::in_bulk. Read by register, answer and reason, in the order of entries.

CREATE TABLE first_link_desk (
  register_id  BIGINT NOT NULL,
  entry_id     BYTEA NOT NULL,
  reason       TEXT NOT NULL,
  items        TEXT NOT NULL,
  number_ref   BYTEA,
  number_way   TEXT NOT NULL,
  report       TEXT NOT NULL,
  reported_on  TEXT NOT NULL,
  queued_at    BIGINT NOT NULL,
  queued_by    TEXT NOT NULL,
  answer       TEXT NOT NULL,
  answered_at  BIGINT,
  answered_by  TEXT NOT NULL,
  ground       TEXT NOT NULL,
  PRIMARY KEY (register_id, entry_id)
) /*clustered*/;
CREATE INDEX first_link_desk_waiting ON first_link_desk (register_id, answer, reason, entry_id);
