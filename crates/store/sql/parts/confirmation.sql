
-- 登録済証明書: what was confirmed of an entry, under a number that cannot be guessed and is looked up alone. What stands on it never
-- changes; whether it is still so is read from the entry. Distributed by its number.
CREATE TABLE entry_confirmation (
  number        TEXT /*bytewise*/ NOT NULL PRIMARY KEY,
  register_id   BIGINT NOT NULL,
  entry_id      BYTEA NOT NULL,
  entry_version BIGINT NOT NULL,
  case_id       BYTEA NOT NULL,
  items         TEXT NOT NULL,
  issued_on     TEXT NOT NULL,
  issued_at     BIGINT NOT NULL
) /*clustered*/;
