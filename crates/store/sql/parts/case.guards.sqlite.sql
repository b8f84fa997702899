CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event BEGIN SELECT RAISE(ABORT, 'events of a case never change'); END;
CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event BEGIN SELECT RAISE(ABORT, 'events of a case are never deleted'); END;
CREATE TRIGGER payment_event_no_update BEFORE UPDATE ON payment_event BEGIN SELECT RAISE(ABORT, 'what was said of a payment never changes'); END;
CREATE TRIGGER payment_event_no_delete BEFORE DELETE ON payment_event BEGIN SELECT RAISE(ABORT, 'what was said of a payment is never deleted'); END;
CREATE TRIGGER case_record_no_update BEFORE UPDATE ON case_record BEGIN SELECT RAISE(ABORT, 'records of a case never change'); END;
CREATE TRIGGER case_record_no_delete BEFORE DELETE ON case_record BEGIN SELECT RAISE(ABORT, 'records of a case are never deleted'); END;
