CREATE TRIGGER deciding_switch_no_update BEFORE UPDATE ON deciding_switch BEGIN SELECT RAISE(ABORT, 'switches never change'); END;
CREATE TRIGGER deciding_switch_no_delete BEFORE DELETE ON deciding_switch BEGIN SELECT RAISE(ABORT, 'switches are never deleted'); END;
