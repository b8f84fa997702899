
-- Who passed an examination, as the examining body's list has it: by these rows an applicant is found to be the examinee.
-- Distributed by the sitting, which is what is looked up.
CREATE TABLE exam_passed (
  sitting_key    TEXT /*bytewise*/ NOT NULL PRIMARY KEY,
  qualification  TEXT NOT NULL,
  name           TEXT NOT NULL,
  born           TEXT NOT NULL,
  certificate    TEXT NOT NULL,
  list_digest    BYTEA NOT NULL,
  imported_by    TEXT NOT NULL,
  imported_at    BIGINT NOT NULL
) /*clustered*/;
