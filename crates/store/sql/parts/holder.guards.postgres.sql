CREATE TRIGGER entry_holder_past_guard BEFORE UPDATE OR DELETE ON entry_holder_past FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_holder_past_truncate BEFORE TRUNCATE ON entry_holder_past EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON entry_holder_past FROM PUBLIC;
