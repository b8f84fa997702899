-- What follows from a run of the yearly check, register by register: how far its findings were read.

-- place: the last entry whose finding was followed up. done_at: when all of them were.
CREATE TABLE check_follow (
  register_id  BIGINT NOT NULL,
  run_id       BYTEA NOT NULL,
  place        BYTEA NOT NULL,
  done_at      BIGINT,
  PRIMARY KEY (register_id, run_id)
) /*clustered*/;

-- Proposed deletions of one register out of one run. state: a code of registry::check::BatchState. reason: why it stopped, Japanese and
-- English on two lines. round: counted up when it goes back into quarantine, so that nothing of an earlier round counts. waits_until: the
-- first day on which it is asked again. checked_on: the day of the last inquiry. first_*, second_*: the two officers.
CREATE TABLE deletion_batch (
  register_id    BIGINT NOT NULL,
  batch_id       BYTEA NOT NULL,
  run_id         BYTEA NOT NULL,
  state          TEXT NOT NULL,
  reason         TEXT NOT NULL,
  round          BIGINT NOT NULL,
  proposed_on    TEXT NOT NULL,
  waits_until    TEXT NOT NULL,
  checked_on     TEXT NOT NULL,
  first_by       TEXT NOT NULL,
  first_at       BIGINT,
  first_ground   TEXT NOT NULL,
  second_by      TEXT NOT NULL,
  second_at      BIGINT,
  second_ground  TEXT NOT NULL,
  changed_at     BIGINT NOT NULL,
  changed_by     TEXT NOT NULL,
  PRIMARY KEY (register_id, batch_id),
  UNIQUE (register_id, run_id)
) /*clustered*/;

-- What was done with a batch, by whom, on what ground. Rows are never changed and never deleted.
CREATE TABLE deletion_event (
  register_id  BIGINT NOT NULL,
  batch_id     BYTEA NOT NULL,
  event_id     BYTEA NOT NULL,
  at           BIGINT NOT NULL,
  actor        TEXT NOT NULL,
  what         TEXT NOT NULL,
  about        TEXT NOT NULL,
  PRIMARY KEY (register_id, batch_id, event_id)
) /*clustered*/;

-- A proposed deletion. entry_version: what was compared; any other is another entry. state: a code of ProposalState. reason: a code of Fall.
-- checked_round: the last round in which the resident register said the same again. asks: '', sample, or doubt, where only a yes of the
-- family register removes one. said: what it said, a code of Verdict; '' nothing yet.
CREATE TABLE deletion_proposal (
  register_id    BIGINT NOT NULL,
  batch_id       BYTEA NOT NULL,
  entry_id       BYTEA NOT NULL,
  entry_version  BIGINT NOT NULL,
  died_on        TEXT NOT NULL,
  number_ref     BYTEA NOT NULL,
  doubt          TEXT NOT NULL,
  citation       TEXT NOT NULL,
  state          TEXT NOT NULL,
  reason         TEXT NOT NULL,
  checked_round  BIGINT NOT NULL,
  asks           TEXT NOT NULL,
  said           TEXT NOT NULL,
  settled_at     BIGINT,
  PRIMARY KEY (register_id, batch_id, entry_id)
) /*clustered*/;
-- One open proposal an entry, whatever run found it.
CREATE UNIQUE INDEX deletion_proposal_open ON deletion_proposal (register_id, entry_id) WHERE state = 'proposed';
CREATE INDEX deletion_proposal_asks ON deletion_proposal (register_id, batch_id, entry_id) WHERE asks <> '';
