
-- What is looked for otherwise than by whose it is: drafts that nobody goes on with, by when they were saved last; and those who passed
-- an examination, by the number of their pass certificate. Both ask every shard, seldom.
CREATE INDEX draft_by_saved ON draft (saved_at);
CREATE INDEX exam_passed_by_certificate ON exam_passed (qualification, certificate);
