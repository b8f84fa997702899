CREATE TRIGGER disclosure_pending_no_update BEFORE UPDATE ON disclosure_pending BEGIN SELECT RAISE(ABORT, 'disclosure records never change'); END;
