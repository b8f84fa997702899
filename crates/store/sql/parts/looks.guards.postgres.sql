CREATE TRIGGER disclosure_pending_guard BEFORE UPDATE ON disclosure_pending FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_pending_truncate BEFORE TRUNCATE ON disclosure_pending EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, TRUNCATE ON disclosure_pending FROM PUBLIC;
ALTER TABLE disclosure_pending ALTER COLUMN lines SET STORAGE EXTERNAL;
