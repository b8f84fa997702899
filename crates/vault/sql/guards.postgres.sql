-- The database itself refuses to change what was recorded, and to lose a number without a record of it.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER log_guard BEFORE UPDATE OR DELETE ON log_line FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_truncate BEFORE TRUNCATE ON log_line EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deletion_guard BEFORE UPDATE OR DELETE ON deletion FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deletion_truncate BEFORE TRUNCATE ON deletion EXECUTE FUNCTION refuse_change();
CREATE TRIGGER head_guard BEFORE DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER head_truncate BEFORE TRUNCATE ON log_head EXECUTE FUNCTION refuse_change();
CREATE TRIGGER number_truncate BEFORE TRUNCATE ON number EXECUTE FUNCTION refuse_change();
CREATE FUNCTION deletion_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM log_line l WHERE l.seq = NEW.seq AND l.verb = 'delete') THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a deletion stands in the log' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER deletion_of_record BEFORE INSERT ON deletion FOR EACH ROW EXECUTE FUNCTION deletion_of_record();
CREATE FUNCTION head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.one = OLD.one AND NEW.seq >= OLD.seq AND NEW.epoch >= OLD.epoch THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the log only grows' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER head_forward BEFORE UPDATE ON log_head FOR EACH ROW EXECUTE FUNCTION head_forward();
CREATE FUNCTION number_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM deletion d WHERE d.handle = OLD.handle) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a number is deleted by a recorded act only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.handle = OLD.handle AND NEW.kind = OLD.kind AND NEW.case_id = OLD.case_id AND NEW.source = OLD.source
    AND NEW.sealed_at = OLD.sealed_at AND NEW.generation > OLD.generation THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a sealed number only changes its key' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER number_guard BEFORE UPDATE OR DELETE ON number FOR EACH ROW EXECUTE FUNCTION number_guard();
REVOKE UPDATE, DELETE, TRUNCATE ON log_line, deletion FROM PUBLIC;
REVOKE DELETE, TRUNCATE ON number, log_head FROM PUBLIC;
-- Ciphertext does not compress, and the planner needs no histogram of it.
ALTER TABLE number ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE number ALTER COLUMN sealed SET STATISTICS 0;
