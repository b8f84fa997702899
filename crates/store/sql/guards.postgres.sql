-- The database itself refuses to change history (invariant 4). Row triggers hold on distributed workers as well
-- (citus.enable_unsafe_triggers); REVOKE binds every role but the owner: use both.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER ledger_guard BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER basis_guard BEFORE UPDATE OR DELETE ON basis FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER slice_guard BEFORE UPDATE OR DELETE ON slice FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_slice_guard BEFORE UPDATE OR DELETE ON log_slice FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_checkpoint_guard BEFORE UPDATE OR DELETE ON log_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_guard BEFORE UPDATE OR DELETE ON disclosure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_entry_guard BEFORE UPDATE OR DELETE ON disclosure_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_truncate BEFORE TRUNCATE ON ledger EXECUTE FUNCTION refuse_change();
CREATE TRIGGER basis_truncate BEFORE TRUNCATE ON basis EXECUTE FUNCTION refuse_change();
CREATE TRIGGER slice_truncate BEFORE TRUNCATE ON slice EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_slice_truncate BEFORE TRUNCATE ON log_slice EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_checkpoint_truncate BEFORE TRUNCATE ON log_checkpoint EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_body_truncate BEFORE TRUNCATE ON ledger_body EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_truncate BEFORE TRUNCATE ON disclosure EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_entry_truncate BEFORE TRUNCATE ON disclosure_entry EXECUTE FUNCTION refuse_change();
CREATE FUNCTION only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.body IS NULL AND NEW.salt IS NULL
      AND NEW.register_id = OLD.register_id AND NEW.entry_id = OLD.entry_id AND NEW.version = OLD.version
      AND EXISTS (SELECT 1 FROM ledger l JOIN ledger_body b
          ON b.register_id = l.register_id AND b.entry_id = l.entry_id AND b.version = l.version
        WHERE l.register_id = OLD.register_id AND l.entry_id = OLD.entry_id AND l.act = 'erasure' AND l.version > OLD.version
          AND E'\n' || b.body LIKE '%' || E'\n' || 'z' || OLD.version || E'\n' || '%')
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'a ledger body is only emptied, by an erasure that the ledger records' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_body_guard BEFORE UPDATE OR DELETE ON ledger_body FOR EACH ROW EXECUTE FUNCTION only_erase();
REVOKE UPDATE, DELETE, TRUNCATE ON ledger, basis, slice, log_slice, log_checkpoint, disclosure, disclosure_entry FROM PUBLIC;
REVOKE DELETE, TRUNCATE ON ledger_body FROM PUBLIC;
-- Hashes do not compress: trying costs time on every tile.
ALTER TABLE log_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
-- Ids of 16 random bytes and digests neither; the planner needs no histogram of them.
ALTER TABLE ledger ALTER COLUMN commitment SET STATISTICS 0;
ALTER TABLE ledger_body ALTER COLUMN salt SET STATISTICS 0;
