-- The vault's schema, one text for both engines (ADR 1): TEXT, BIGINT, BYTEA, instants as Unix microseconds.
-- Its own database: never beside the register's tables.

CREATE TABLE vault_schema (
  version     BIGINT NOT NULL PRIMARY KEY,
  applied_at  BIGINT NOT NULL
);

-- One line a number and case. handle: what the rest of the program knows. blind: a keyed digest of the number, so that
-- one number is found once in a case. sealed: nonce and ciphertext, bound to the line's own identity. source: how it
-- came ("given …" with its proofs, "found" by inquiry).
CREATE TABLE number (
  handle      BYTEA NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL,
  case_id     TEXT NOT NULL,
  source      TEXT NOT NULL,
  sealed_at   BIGINT NOT NULL,
  generation  BIGINT NOT NULL,
  blind       BYTEA NOT NULL,
  sealed      BYTEA NOT NULL
) /*clustered*/;
CREATE UNIQUE INDEX number_by_blind ON number (blind, case_id);

-- Handles whose number was deleted, and the line of the log that says why. Never changed.
CREATE TABLE deletion (
  handle  BYTEA NOT NULL PRIMARY KEY,
  seq     BIGINT NOT NULL
) /*clustered*/;
CREATE INDEX deletion_by_seq ON deletion (seq);

-- Every use, written before its answer. Lines are never changed: each carries the hash of the one before.
CREATE TABLE log_line (
  seq            BIGINT NOT NULL PRIMARY KEY,
  written_at     BIGINT NOT NULL,
  verb           TEXT NOT NULL,
  purpose        TEXT NOT NULL,
  case_id        TEXT NOT NULL,
  operator_name  TEXT NOT NULL,
  handles        BIGINT NOT NULL,
  made           BIGINT NOT NULL,
  digest         BYTEA NOT NULL,
  detail         TEXT NOT NULL,
  before_hash    BYTEA NOT NULL,
  hash           BYTEA NOT NULL,
  mac            BYTEA NOT NULL
);

-- The uses of one number, for the person whose it is: lines of many numbers at once name none of them.
CREATE INDEX log_line_of_one ON log_line (digest, seq) WHERE handles = 1;

-- Where the log ends, and which keys are in use: one row, whose lock puts all writers in order.
CREATE TABLE log_head (
  one    BIGINT NOT NULL PRIMARY KEY,
  seq    BIGINT NOT NULL,
  hash   BYTEA NOT NULL,
  epoch  BIGINT NOT NULL
);

-- Keys, each wrapped by a key-encryption key that is not in this database. progress: how far the re-encryption into
-- this generation has come.
CREATE TABLE key_generation (
  generation  BIGINT NOT NULL PRIMARY KEY,
  made_at     BIGINT NOT NULL,
  retired_at  BIGINT,
  progress    BYTEA
);
CREATE TABLE wrapped_key (
  generation  BIGINT NOT NULL,
  part        TEXT NOT NULL,
  kek         TEXT NOT NULL,
  wrapped     BYTEA NOT NULL,
  PRIMARY KEY (generation, part, kek)
) /*clustered*/;

-- Sealed messages that were taken, until they would have expired: a second one is a replay.
CREATE TABLE taken_message (
  message     BYTEA NOT NULL PRIMARY KEY,
  expires_at  BIGINT NOT NULL
) /*clustered*/;
