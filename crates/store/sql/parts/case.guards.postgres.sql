CREATE TRIGGER case_event_guard BEFORE UPDATE OR DELETE ON case_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_event_truncate BEFORE TRUNCATE ON case_event EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_event_guard BEFORE UPDATE OR DELETE ON payment_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_event_truncate BEFORE TRUNCATE ON payment_event EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_record_guard BEFORE UPDATE OR DELETE ON case_record FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_record_truncate BEFORE TRUNCATE ON case_record EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON case_event, case_record, payment_event FROM PUBLIC;
