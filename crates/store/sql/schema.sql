-- The register's schema, one text for both engines (ADR 1): TEXT, BIGINT, BYTEA, dates as ISO text, instants as Unix
-- microseconds. /*clustered*/ and /*bytewise*/ are read by db::clustered_ddl. Which table is distributed by what on a
-- distributed PostgreSQL stands in store::schema::TABLES; a test holds this text against those rules.

-- Reference: small, the same everywhere.

CREATE TABLE schema_version (
  version     BIGINT NOT NULL PRIMARY KEY,
  applied_at  BIGINT NOT NULL
);

-- One line a register (籍・名簿): a qualification kept by one authority. The id is derived from both.
CREATE TABLE register (
  register_id    BIGINT NOT NULL PRIMARY KEY,
  qualification  TEXT NOT NULL,
  authority      TEXT NOT NULL,
  UNIQUE (qualification, authority)
);

-- Distributed by register_id.

-- The present of each entry (登録): what the fold of its records gives. number_key finds, the printed number stands
-- in the line text `present`.
CREATE TABLE entry (
  register_id  BIGINT NOT NULL,
  entry_id     BYTEA NOT NULL,
  number_key   TEXT /*bytewise*/ NOT NULL,
  version      BIGINT NOT NULL,
  present      TEXT NOT NULL,
  PRIMARY KEY (register_id, entry_id)
) /*clustered*/;
CREATE UNIQUE INDEX entry_by_number ON entry (register_id, number_key);

-- Who acted, on what ground, under which rules; named by the digest of its content, shared by many records.
CREATE TABLE basis (
  register_id   BIGINT NOT NULL,
  basis_id      BYTEA NOT NULL,
  actor         TEXT NOT NULL,
  ground        TEXT NOT NULL,
  citation      TEXT NOT NULL,
  rules_digest  BYTEA NOT NULL,
  PRIMARY KEY (register_id, basis_id)
) /*clustered*/;

-- The legal history. Rows are never changed and never deleted: the guards refuse.
CREATE TABLE ledger (
  register_id   BIGINT NOT NULL,
  entry_id      BYTEA NOT NULL,
  version       BIGINT NOT NULL,
  act           TEXT NOT NULL,
  effective_on  TEXT NOT NULL,
  recorded_at   BIGINT NOT NULL,
  basis_id      BYTEA NOT NULL,
  slice_id      BYTEA NOT NULL,
  commitment    BYTEA NOT NULL,
  PRIMARY KEY (register_id, entry_id, version)
) /*clustered*/;

-- The bodies beside it: erasable by order of law, and by nothing else (an erasure record must name the version).
CREATE TABLE ledger_body (
  register_id  BIGINT NOT NULL,
  entry_id     BYTEA NOT NULL,
  version      BIGINT NOT NULL,
  salt         BYTEA,
  body         TEXT,
  PRIMARY KEY (register_id, entry_id, version)
) /*clustered*/;

-- The records of one register that one commit wrote. refs: entry (16 bytes) and version (4) of each, in order; NULL
-- when they are version 1 of entries whose ids follow each other from first_entry to last_entry (an import).
CREATE TABLE slice (
  register_id  BIGINT NOT NULL,
  slice_id     BYTEA NOT NULL,
  records      BIGINT NOT NULL,
  first_entry  BYTEA NOT NULL,
  last_entry   BYTEA NOT NULL,
  refs         BYTEA,
  PRIMARY KEY (register_id, slice_id)
) /*clustered*/;

-- Slices that the sequencer has not placed yet.
CREATE TABLE slice_pending (
  register_id  BIGINT NOT NULL,
  slice_id     BYTEA NOT NULL,
  PRIMARY KEY (register_id, slice_id)
) /*clustered*/;

-- Keys for finding: a letter (n name, k kana, b birth date) and the value. Derived; the audit derives them again.
CREATE TABLE search_key (
  register_id  BIGINT NOT NULL,
  key          TEXT /*bytewise*/ NOT NULL,
  entry_id     BYTEA NOT NULL,
  PRIMARY KEY (register_id, key, entry_id)
) /*clustered*/;

-- The search keys of a running import until they are merged into search_key: a run a chunk. staged 0: the keys of these
-- entries are nowhere yet (an import that version 1 began).
CREATE TABLE key_run (
  register_id  BIGINT NOT NULL,
  run_id       BYTEA NOT NULL,
  file_digest  BYTEA NOT NULL,
  staged       BIGINT NOT NULL,
  PRIMARY KEY (register_id, run_id)
) /*clustered*/;

-- The keys of a run, sorted, those with the same first letters packed together (store::import::staged).
CREATE TABLE staged_key (
  register_id  BIGINT NOT NULL,
  run_id       BYTEA NOT NULL,
  bucket       TEXT /*bytewise*/ NOT NULL,
  packed       BYTEA NOT NULL,
  PRIMARY KEY (register_id, run_id, bucket)
) /*clustered*/;

-- What imported files tell of a holder that the law does not register.
CREATE TABLE contact (
  register_id  BIGINT NOT NULL,
  entry_id     BYTEA NOT NULL,
  address      TEXT NOT NULL,
  telephone    TEXT NOT NULL,
  mail         TEXT NOT NULL,
  PRIMARY KEY (register_id, entry_id)
) /*clustered*/;

-- A request that was answered once gets the same answer again.
CREATE TABLE idempotency (
  register_id     BIGINT NOT NULL,
  actor           TEXT NOT NULL,
  request_key     TEXT NOT NULL,
  request_digest  BYTEA NOT NULL,
  entry_id        BYTEA NOT NULL,
  version         BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  PRIMARY KEY (register_id, actor, request_key)
) /*clustered*/;

-- How far the import of a file into a register has come.
CREATE TABLE import_job (
  register_id     BIGINT NOT NULL,
  file_digest     BYTEA NOT NULL,
  settings        TEXT NOT NULL,
  byte_offset     BIGINT NOT NULL,
  line            BIGINT NOT NULL,
  row_count       BIGINT NOT NULL,
  entries         BIGINT NOT NULL,
  rejects         BIGINT NOT NULL,
  rejects_offset  BIGINT NOT NULL,
  first_entry     BYTEA,
  last_entry      BYTEA,
  keyed_key       TEXT,
  keyed_entry     BYTEA,
  started_at      BIGINT NOT NULL,
  finished_at     BIGINT,
  PRIMARY KEY (register_id, file_digest)
);

-- Counts of a register for its page, as of an instant.
CREATE TABLE register_statistics (
  register_id  BIGINT NOT NULL PRIMARY KEY,
  as_of        BIGINT NOT NULL,
  figures      TEXT NOT NULL
);

-- The log: one for the installation, written by the one sequencer, kept beside it (not distributed).

-- Where each slice lies in the log: its records have the positions first_position and following.
CREATE TABLE log_slice (
  first_position  BIGINT NOT NULL PRIMARY KEY,
  records         BIGINT NOT NULL,
  register_id     BIGINT NOT NULL,
  slice_id        BYTEA NOT NULL
);
CREATE UNIQUE INDEX log_slice_by_slice ON log_slice (register_id, slice_id);

-- Tiles of the Merkle tree (C2SP tlog-tiles): up to 256 hashes of 32 bytes.
CREATE TABLE log_tile (
  level       BIGINT NOT NULL,
  tile_index  BIGINT NOT NULL,
  hashes      BYTEA NOT NULL,
  PRIMARY KEY (level, tile_index)
);

CREATE TABLE log_checkpoint (
  size       BIGINT NOT NULL PRIMARY KEY,
  signed_at  BIGINT NOT NULL,
  note       TEXT NOT NULL
);

-- Who looked: one record a request, before the first byte of the answer. Distributed by its own id.
CREATE TABLE disclosure (
  disclosure_id  BYTEA NOT NULL PRIMARY KEY,
  disclosed_at   BIGINT NOT NULL,
  actor          TEXT NOT NULL,
  purpose        TEXT NOT NULL,
  channel        TEXT NOT NULL,
  request        TEXT NOT NULL,
  entries        TEXT NOT NULL
) /*clustered*/;

-- The same by entry: who looked at this one. Written in the same commit. Distributed by register_id.
CREATE TABLE disclosure_entry (
  register_id    BIGINT NOT NULL,
  entry_id       BYTEA NOT NULL,
  disclosure_id  BYTEA NOT NULL,
  PRIMARY KEY (register_id, entry_id, disclosure_id)
) /*clustered*/;

-- The desk's people (reference).

CREATE TABLE account (
  account_id     BYTEA NOT NULL PRIMARY KEY,
  login          TEXT NOT NULL UNIQUE,
  display_name   TEXT NOT NULL,
  password_hash  TEXT NOT NULL,
  roles          TEXT NOT NULL,
  authorities    TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  disabled_at    BIGINT
);

-- token_hash: SHA-256 of the cookie or bearer token; the token itself is nowhere.
CREATE TABLE session (
  token_hash  BYTEA NOT NULL PRIMARY KEY,
  account_id  BYTEA NOT NULL,
  purpose     TEXT NOT NULL,
  form_key    TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
);

CREATE TABLE api_token (
  token_hash   BYTEA NOT NULL PRIMARY KEY,
  account_id   BYTEA NOT NULL,
  label        TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
