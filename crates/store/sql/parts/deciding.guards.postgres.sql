CREATE TRIGGER deciding_switch_guard BEFORE UPDATE OR DELETE ON deciding_switch FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deciding_switch_truncate BEFORE TRUNCATE ON deciding_switch EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON deciding_switch FROM PUBLIC;
