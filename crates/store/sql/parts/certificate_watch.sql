
-- Signing certificates whose revocation is a hint (失効を手がかりとする照会): those with which holders signed a request or an application that
-- stands in the files. source_id: that request or case. Of the certificate only what finds it on a list is kept: the authority's key and the
-- number; both are emptied when it is over. state: watched, hint (revoked, to be asked), asked, ended. run_id, slice_no: where the hint is asked.
-- An authority that does not, or no longer, follow hints has no rows that are watched. Distributed by register_id.
CREATE TABLE certificate_watch (
  register_id    BIGINT NOT NULL,
  source_id      BYTEA NOT NULL,
  entry_id       BYTEA NOT NULL,
  authority_key  BYTEA NOT NULL,
  certificate_no BYTEA NOT NULL,
  valid_until    TEXT NOT NULL,
  state          TEXT NOT NULL,
  revoked_on     TEXT NOT NULL,
  run_id         BYTEA,
  slice_no       BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  PRIMARY KEY (register_id, source_id)
) /*clustered*/;
CREATE INDEX certificate_watch_by_state ON certificate_watch (register_id, state, source_id);
