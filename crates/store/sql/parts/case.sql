
-- Cases (案件): an application from its draft to its end. A case lies with its register. case_event is the case's history,
-- case_file what its fold gives; one transaction writes both, and with them the entry, the payment and the jobs that follow.

-- account_id: the portal account that applied; NULL for paper. folded: the case in its own text. moved_at: since when it waits.
CREATE TABLE case_file (
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  procedure    TEXT NOT NULL,
  entry_id     BYTEA,
  account_id   BYTEA,
  holder_id    BYTEA,
  state        TEXT NOT NULL,
  version      BIGINT NOT NULL,
  folded       TEXT NOT NULL,
  opened_at    BIGINT NOT NULL,
  moved_at     BIGINT NOT NULL,
  PRIMARY KEY (register_id, case_id)
) /*clustered*/;
CREATE INDEX case_file_by_state ON case_file (register_id, state, moved_at);
CREATE INDEX case_file_by_entry ON case_file (register_id, entry_id);

-- Rows are never changed and never deleted: the guards refuse.
CREATE TABLE case_event (
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  version      BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  at           BIGINT NOT NULL,
  actor        TEXT NOT NULL,
  body         TEXT NOT NULL,
  PRIMARY KEY (register_id, case_id, version)
) /*clustered*/;

-- The cases of an applicant. Distributed by account_id.
CREATE TABLE applicant_case (
  account_id   BYTEA NOT NULL,
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  opened_at    BIGINT NOT NULL,
  PRIMARY KEY (account_id, register_id, case_id)
) /*clustered*/;

-- What an applicant has typed so far; its id becomes the case's, so that what is sent twice is one case. By account_id.
CREATE TABLE draft (
  account_id  BYTEA NOT NULL,
  draft_id    BYTEA NOT NULL,
  register_id BIGINT NOT NULL,
  entry_id    BYTEA,
  procedure   TEXT NOT NULL,
  fields      TEXT NOT NULL,
  version     BIGINT NOT NULL,
  saved_at    BIGINT NOT NULL,
  PRIMARY KEY (account_id, draft_id)
) /*clustered*/;

-- Papers that an applicant sent, encrypted; the key is outside of the database. Distributed by account_id.
CREATE TABLE upload (
  account_id  BYTEA NOT NULL,
  upload_id   BYTEA NOT NULL,
  draft_id    BYTEA NOT NULL,
  document    TEXT NOT NULL,
  file_name   TEXT NOT NULL,
  media_type  TEXT NOT NULL,
  size        BIGINT NOT NULL,
  digest      BYTEA NOT NULL,
  key_id      TEXT NOT NULL,
  sealed      BYTEA NOT NULL,
  sent_at     BIGINT NOT NULL,
  PRIMARY KEY (account_id, upload_id)
);
CREATE INDEX upload_by_draft ON upload (account_id, draft_id);

-- An amount that a case has to pay. wish_id is our key at the collecting side. settled_at: paid exactly and in time.
CREATE TABLE payment (
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  wish_id      TEXT /*bytewise*/ NOT NULL,
  due          BIGINT NOT NULL,
  expires_on   TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  settled_at   BIGINT,
  PRIMARY KEY (register_id, case_id, wish_id)
) /*clustered*/;

-- What was learned of it, as it was said: the payment is computed from these. Rows are never changed and never deleted.
CREATE TABLE payment_event (
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  wish_id      TEXT /*bytewise*/ NOT NULL,
  kind         TEXT NOT NULL,
  event_key    TEXT /*bytewise*/ NOT NULL,
  said         BYTEA NOT NULL,
  noted_at     BIGINT NOT NULL,
  PRIMARY KEY (register_id, case_id, wish_id, kind, event_key)
) /*clustered*/;

-- Whose numbers they are: a report of the collecting side names nothing else. Distributed by its key.
CREATE TABLE payment_number (
  number_key   TEXT /*bytewise*/ NOT NULL PRIMARY KEY,
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  wish_id      TEXT NOT NULL
) /*clustered*/;

-- Money for numbers that nobody knows, kept as it was said: for a person. Distributed by its key.
CREATE TABLE payment_stray (
  report_id  TEXT /*bytewise*/ NOT NULL PRIMARY KEY,
  said       BYTEA NOT NULL,
  noted_at   BIGINT NOT NULL
) /*clustered*/;

-- What is to be sent or asked outside, exactly as it was decided. due_at: not before; whoever takes a job moves it to where the
-- taking lapses. outcome: '' while it is open, done, or desk when it was tried often enough and became a task.
CREATE TABLE outbox (
  register_id  BIGINT NOT NULL,
  job_id       BYTEA NOT NULL,
  kind         TEXT NOT NULL,
  case_id      BYTEA,
  body         TEXT NOT NULL,
  attempts     BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  due_at       BIGINT NOT NULL,
  last_fault   TEXT NOT NULL,
  outcome      TEXT NOT NULL,
  done_at      BIGINT,
  PRIMARY KEY (register_id, job_id)
) /*clustered*/;
CREATE INDEX outbox_open ON outbox (due_at) WHERE done_at IS NULL;

-- What a person at the desk has to look at.
CREATE TABLE desk_task (
  register_id  BIGINT NOT NULL,
  task_id      BYTEA NOT NULL,
  kind         TEXT NOT NULL,
  case_id      BYTEA,
  about        TEXT NOT NULL,
  opened_at    BIGINT NOT NULL,
  done_at      BIGINT,
  done_by      TEXT NOT NULL,
  done_note    TEXT NOT NULL,
  PRIMARY KEY (register_id, task_id)
) /*clustered*/;
CREATE INDEX desk_task_open ON desk_task (register_id, opened_at) WHERE done_at IS NULL;

-- What an applicant is told, filled by the outbox. Distributed by account_id.
CREATE TABLE inbox (
  account_id  BYTEA NOT NULL,
  message_id  BYTEA NOT NULL,
  case_id     BYTEA,
  kind        TEXT NOT NULL,
  about       TEXT NOT NULL,
  told_at     BIGINT NOT NULL,
  read_at     BIGINT,
  PRIMARY KEY (account_id, message_id)
) /*clustered*/;

-- The last number given in a series of a register.
CREATE TABLE numbering (
  register_id  BIGINT NOT NULL,
  series       TEXT /*bytewise*/ NOT NULL,
  given        BIGINT NOT NULL,
  PRIMARY KEY (register_id, series)
) /*clustered*/;

-- What stands beside an event of a case, as it came: the form that was sent, its signature, what a source said. Rows are never
-- changed and never deleted.
CREATE TABLE case_record (
  register_id  BIGINT NOT NULL,
  case_id      BYTEA NOT NULL,
  version      BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  said         BYTEA NOT NULL,
  PRIMARY KEY (register_id, case_id, version, kind)
) /*clustered*/;
