CREATE TRIGGER deletion_event_guard BEFORE UPDATE OR DELETE ON deletion_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deletion_event_truncate BEFORE TRUNCATE ON deletion_event EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON deletion_event FROM PUBLIC;
CREATE TRIGGER check_event_guard BEFORE UPDATE OR DELETE ON check_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER check_event_truncate BEFORE TRUNCATE ON check_event EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON check_event FROM PUBLIC;
