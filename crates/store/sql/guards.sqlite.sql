-- The database itself refuses to change history (invariant 4).
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger rows never change'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger rows are never deleted'); END;
CREATE TRIGGER basis_no_update BEFORE UPDATE ON basis BEGIN SELECT RAISE(ABORT, 'a basis never changes'); END;
CREATE TRIGGER basis_no_delete BEFORE DELETE ON basis BEGIN SELECT RAISE(ABORT, 'a basis is never deleted'); END;
CREATE TRIGGER slice_no_update BEFORE UPDATE ON slice BEGIN SELECT RAISE(ABORT, 'slices never change'); END;
CREATE TRIGGER slice_no_delete BEFORE DELETE ON slice BEGIN SELECT RAISE(ABORT, 'slices are never deleted'); END;
CREATE TRIGGER log_slice_no_update BEFORE UPDATE ON log_slice BEGIN SELECT RAISE(ABORT, 'positions never change'); END;
CREATE TRIGGER log_slice_no_delete BEFORE DELETE ON log_slice BEGIN SELECT RAISE(ABORT, 'positions are never deleted'); END;
CREATE TRIGGER log_checkpoint_no_update BEFORE UPDATE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints never change'); END;
CREATE TRIGGER log_checkpoint_no_delete BEFORE DELETE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
CREATE TRIGGER disclosure_no_update BEFORE UPDATE ON disclosure BEGIN SELECT RAISE(ABORT, 'disclosure records never change'); END;
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure BEGIN SELECT RAISE(ABORT, 'disclosure records are never deleted'); END;
CREATE TRIGGER disclosure_entry_no_update BEFORE UPDATE ON disclosure_entry BEGIN SELECT RAISE(ABORT, 'disclosure records never change'); END;
CREATE TRIGGER disclosure_entry_no_delete BEFORE DELETE ON disclosure_entry BEGIN SELECT RAISE(ABORT, 'disclosure records are never deleted'); END;
CREATE TRIGGER ledger_body_no_delete BEFORE DELETE ON ledger_body BEGIN SELECT RAISE(ABORT, 'ledger bodies are never deleted'); END;
CREATE TRIGGER ledger_body_only_erased BEFORE UPDATE ON ledger_body
WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL
  OR NEW.register_id <> OLD.register_id OR NEW.entry_id <> OLD.entry_id OR NEW.version <> OLD.version
  OR NOT EXISTS (SELECT 1 FROM ledger l JOIN ledger_body b
      ON b.register_id = l.register_id AND b.entry_id = l.entry_id AND b.version = l.version
    WHERE l.register_id = OLD.register_id AND l.entry_id = OLD.entry_id AND l.act = 'erasure' AND l.version > OLD.version
      AND char(10) || b.body LIKE '%' || char(10) || 'z' || OLD.version || char(10) || '%')
BEGIN SELECT RAISE(ABORT, 'a ledger body is only emptied, by an erasure that the ledger records'); END;
