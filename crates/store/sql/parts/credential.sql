-- Proofs (credentials).

-- The public keys that signed proofs, with the time of each (reference). The private ones are in no database.
CREATE TABLE credential_key (
  key_name     TEXT NOT NULL PRIMARY KEY,
  point        BYTEA NOT NULL,
  valid_from   BIGINT NOT NULL,
  valid_until  BIGINT
);

-- The place of a proof in its register's status lists, drawn at random and never used again. live 1: the entry's present one. mark: what the
-- list says of it (store::credential). Distributed by register_id.
CREATE TABLE credential_place (
  register_id  BIGINT NOT NULL,
  list_no      BIGINT NOT NULL,
  place        BIGINT NOT NULL,
  entry_id     BYTEA NOT NULL,
  version      BIGINT NOT NULL,
  live         BIGINT NOT NULL,
  mark         TEXT NOT NULL,
  changed_at   BIGINT NOT NULL,
  PRIMARY KEY (register_id, list_no, place)
) /*clustered*/;
CREATE UNIQUE INDEX credential_place_live ON credential_place (register_id, entry_id) WHERE live = 1;
CREATE INDEX credential_place_marked ON credential_place (register_id, list_no) WHERE mark <> '';

-- What a holder handed over so that somebody may ask: which items, who, until when. code_hash: SHA-256 of the code; the code is nowhere.
-- Distributed by register_id.
CREATE TABLE share_code (
  register_id  BIGINT NOT NULL,
  code_hash    BYTEA NOT NULL,
  entry_id     BYTEA NOT NULL,
  items        TEXT NOT NULL,
  recipient    TEXT NOT NULL,
  made_at      BIGINT NOT NULL,
  ends_at      BIGINT NOT NULL,
  revoked_at   BIGINT,
  PRIMARY KEY (register_id, code_hash)
) /*clustered*/;
CREATE INDEX share_code_of_entry ON share_code (register_id, entry_id);
