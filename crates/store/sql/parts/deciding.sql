
-- Since when and until when an authority has a procedure decided by rule: the latest row of a pair holds. until_day NULL: until it says
-- otherwise; from_day '': not at all. Rows are never changed and never deleted.
CREATE TABLE deciding_switch (
  authority    TEXT NOT NULL,
  procedure    TEXT NOT NULL,
  switched_at  BIGINT NOT NULL,
  from_day     TEXT NOT NULL,
  until_day    TEXT,
  switched_by  TEXT NOT NULL,
  ground       TEXT NOT NULL,
  PRIMARY KEY (authority, procedure, switched_at)
) /*clustered*/;
