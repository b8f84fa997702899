-- Version 2: the search keys of a running import can be read before they are merged.
CREATE TABLE key_run (
  register_id  BIGINT NOT NULL,
  run_id       BYTEA NOT NULL,
  file_digest  BYTEA NOT NULL,
  staged       BIGINT NOT NULL,
  PRIMARY KEY (register_id, run_id)
) /*clustered*/;

CREATE TABLE staged_key (
  register_id  BIGINT NOT NULL,
  run_id       BYTEA NOT NULL,
  bucket       TEXT /*bytewise*/ NOT NULL,
  packed       BYTEA NOT NULL,
  PRIMARY KEY (register_id, run_id, bucket)
) /*clustered*/;

-- Imports that stand half way: what they brought is found by name when they end, and look-ups say so until then.
INSERT INTO key_run (register_id, run_id, file_digest, staged)
SELECT register_id, first_entry, file_digest, 0 FROM import_job WHERE finished_at IS NULL AND first_entry IS NOT NULL;
