
-- Requests of holders for a link (初期設定の申請). state: to-sign, linked, unequal, desk, refused. stated: the items that the
-- person stated (line text); proven: those that the signature's certificate shows; substitutes: the codes of those in which
-- characters stand for others; document, signature, certificate: what was signed, and the proof of it.
CREATE TABLE link_request (
  register_id  BIGINT NOT NULL,
  request_id   BYTEA NOT NULL,
  account_id   BYTEA NOT NULL,
  number_key   TEXT /*bytewise*/ NOT NULL,
  number       TEXT NOT NULL,
  stated       TEXT NOT NULL,
  document     TEXT NOT NULL,
  state        TEXT NOT NULL,
  proven       TEXT NOT NULL,
  substitutes  TEXT NOT NULL,
  signature    BYTEA,
  certificate  BYTEA,
  entry_id     BYTEA,
  decided_by   TEXT NOT NULL,
  words        TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  changed_at   BIGINT NOT NULL,
  PRIMARY KEY (register_id, request_id)
) /*clustered*/;
CREATE INDEX link_request_by_number ON link_request (register_id, number_key);
CREATE INDEX link_request_by_state ON link_request (register_id, state);

-- The same on the account's side. Distributed by account_id.
CREATE TABLE account_request (
  account_id   BYTEA NOT NULL,
  request_id   BYTEA NOT NULL,
  register_id  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (account_id, request_id)
) /*clustered*/;
