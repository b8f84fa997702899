CREATE TRIGGER deletion_event_no_update BEFORE UPDATE ON deletion_event BEGIN SELECT RAISE(ABORT, 'events of a batch never change'); END;
CREATE TRIGGER deletion_event_no_delete BEFORE DELETE ON deletion_event BEGIN SELECT RAISE(ABORT, 'events of a batch are never deleted'); END;
CREATE TRIGGER check_event_no_update BEFORE UPDATE ON check_event BEGIN SELECT RAISE(ABORT, 'events of a run never change'); END;
CREATE TRIGGER check_event_no_delete BEFORE DELETE ON check_event BEGIN SELECT RAISE(ABORT, 'events of a run are never deleted'); END;
