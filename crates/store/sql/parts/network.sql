
-- A person's code at one institution of the information network (機関別符号), got once. Nobody can be asked for by it but through that
-- institution's own line. Distributed by holder_id.
CREATE TABLE holder_code (
  holder_id    BYTEA NOT NULL,
  institution  TEXT /*bytewise*/ NOT NULL,
  code         TEXT /*bytewise*/ NOT NULL,
  got_at       BIGINT NOT NULL,
  PRIMARY KEY (holder_id, institution)
) /*clustered*/;

-- What the law has us write down of an inquiry over the network (情報提供等記録, 番号法第23条第1項). outcome: '' while the reply is on its
-- way, provided, or refused with its code. holder_id: of whom, so that the person can be told.
CREATE TABLE network_inquiry (
  register_id  BIGINT NOT NULL,
  inquiry_id   TEXT /*bytewise*/ NOT NULL,
  case_id      BYTEA NOT NULL,
  holder_id    BYTEA NOT NULL,
  inquirer     TEXT NOT NULL,
  provider     TEXT NOT NULL,
  affair       TEXT NOT NULL,
  procedure    TEXT NOT NULL,
  items        TEXT NOT NULL,
  basis        TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  outcome      TEXT NOT NULL,
  code         TEXT NOT NULL,
  ended_at     BIGINT,
  PRIMARY KEY (register_id, inquiry_id)
) /*clustered*/;
CREATE INDEX network_inquiry_by_case ON network_inquiry (register_id, case_id);
