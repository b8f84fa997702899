
-- The yearly check (年1回の確認): runs, their slices, what was found.

-- A run. state: running, paused, done. reason: why it is paused, Japanese and English on two lines.
CREATE TABLE check_run (
  run_id      BYTEA NOT NULL PRIMARY KEY,
  period      TEXT NOT NULL UNIQUE,
  state       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  started_at  BIGINT NOT NULL,
  started_by  TEXT NOT NULL,
  changed_at  BIGINT NOT NULL,
  changed_by  TEXT NOT NULL
);

-- A slice: the entries of a register after one and up to another. state: open, leased, done. Done, it is the record of who was looked
-- at: the view of one holder follows from the range. figures: counts, a line each. Distributed by register_id.
CREATE TABLE check_slice (
  register_id  BIGINT NOT NULL,
  run_id       BYTEA NOT NULL,
  slice_no     BIGINT NOT NULL,
  authority    TEXT NOT NULL,
  after_entry  BYTEA NOT NULL,
  last_entry   BYTEA NOT NULL,
  state        TEXT NOT NULL,
  lease_by     TEXT NOT NULL,
  lease_until  BIGINT NOT NULL,
  figures      TEXT NOT NULL,
  disclosure_id BYTEA,
  done_at      BIGINT,
  PRIMARY KEY (register_id, run_id, slice_no)
) /*clustered*/;

-- What was found about an entry, where there is anything to do: an unchanged entry has no row. seen: the other side in the line text of
-- entries, without any address. Distributed by register_id.
CREATE TABLE check_finding (
  register_id    BIGINT NOT NULL,
  run_id         BYTEA NOT NULL,
  entry_id       BYTEA NOT NULL,
  entry_version  BIGINT NOT NULL,
  finding        TEXT NOT NULL,
  doubt          TEXT NOT NULL,
  happened_on    TEXT NOT NULL,
  seen           TEXT NOT NULL,
  lead           TEXT NOT NULL,
  citation       TEXT NOT NULL,
  ask_koseki     BIGINT NOT NULL,
  number_ref     BYTEA,
  number_fact    TEXT NOT NULL,
  found_at       BIGINT NOT NULL,
  PRIMARY KEY (register_id, run_id, entry_id)
) /*clustered*/;

-- What the slices of an authority found so far, for the thresholds: every worker adds to it in the transaction of its slice. Set back when
-- an officer lets a paused run go on. counts: the text of registry::check::SliceCounts.
CREATE TABLE check_sum (
  run_id     BYTEA NOT NULL,
  authority  TEXT NOT NULL,
  slices     BIGINT NOT NULL,
  counts     TEXT NOT NULL,
  PRIMARY KEY (run_id, authority)
) /*clustered*/;

-- Pauses and resumptions of a run: who, and why. Rows are never changed and never deleted.
CREATE TABLE check_event (
  run_id    BYTEA NOT NULL,
  event_id  BYTEA NOT NULL,
  at        BIGINT NOT NULL,
  actor     TEXT NOT NULL,
  what      TEXT NOT NULL,
  about     TEXT NOT NULL,
  PRIMARY KEY (run_id, event_id)
) /*clustered*/;
