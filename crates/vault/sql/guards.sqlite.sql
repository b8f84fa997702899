-- The database itself refuses to change what was recorded, and to lose a number without a record of it.
CREATE TRIGGER log_no_update BEFORE UPDATE ON log_line BEGIN SELECT RAISE(ABORT, 'log lines never change'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log_line BEGIN SELECT RAISE(ABORT, 'log lines are never deleted'); END;
CREATE TRIGGER deletion_no_update BEFORE UPDATE ON deletion BEGIN SELECT RAISE(ABORT, 'deletions never change'); END;
CREATE TRIGGER deletion_no_delete BEFORE DELETE ON deletion BEGIN SELECT RAISE(ABORT, 'deletions are never deleted'); END;
CREATE TRIGGER deletion_of_record BEFORE INSERT ON deletion
WHEN NOT EXISTS (SELECT 1 FROM log_line l WHERE l.seq = NEW.seq AND l.verb = 'delete')
BEGIN SELECT RAISE(ABORT, 'a deletion stands in the log'); END;
CREATE TRIGGER head_no_delete BEFORE DELETE ON log_head BEGIN SELECT RAISE(ABORT, 'the head is never deleted'); END;
CREATE TRIGGER head_forward BEFORE UPDATE ON log_head
WHEN NEW.one <> OLD.one OR NEW.seq < OLD.seq OR NEW.epoch < OLD.epoch
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER number_no_delete BEFORE DELETE ON number
WHEN NOT EXISTS (SELECT 1 FROM deletion d WHERE d.handle = OLD.handle)
BEGIN SELECT RAISE(ABORT, 'a number is deleted by a recorded act only'); END;
CREATE TRIGGER number_only_rekeyed BEFORE UPDATE ON number
WHEN NEW.handle <> OLD.handle OR NEW.kind <> OLD.kind OR NEW.case_id <> OLD.case_id OR NEW.source <> OLD.source
  OR NEW.sealed_at <> OLD.sealed_at OR NEW.generation <= OLD.generation
BEGIN SELECT RAISE(ABORT, 'a sealed number only changes its key'); END;
