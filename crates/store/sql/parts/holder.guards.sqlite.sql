CREATE TRIGGER entry_holder_past_no_update BEFORE UPDATE ON entry_holder_past BEGIN SELECT RAISE(ABORT, 'past links never change'); END;
CREATE TRIGGER entry_holder_past_no_delete BEFORE DELETE ON entry_holder_past BEGIN SELECT RAISE(ABORT, 'past links are never deleted'); END;
