
-- Who looked, not yet sorted in under the entries: the lines of one commit in a row, in the order in which they came. The writer
-- sorts them in later, many together. Distributed by register_id. lines: entry id and look id, 32 bytes a line.
CREATE TABLE disclosure_pending (
  register_id  BIGINT NOT NULL,
  block_id     BYTEA NOT NULL,
  lines        BYTEA NOT NULL,
  PRIMARY KEY (register_id, block_id)
) /*clustered*/;
