//! What must be so, whatever happened: four sentences, each against what the country and the database tell.

use std::collections::BTreeMap;

use registry::ids::RegisterId;
use registry::item::{EntryItem, get};
use serde_json::Value;

use super::world::{TWINS, World, count};
use crate::database::rows;

/// A run, and how far it is.
pub(super) struct Ran<'a> {
    pub(super) period: &'a str,
    pub(super) followed: bool,
}

/// Entries that a statement names, with whatever word it gives.
const DELETED: &str = "SELECT CAST(e.register_id AS TEXT), l.act, e.present FROM ledger l JOIN entry e \
     ON e.register_id = l.register_id AND e.entry_id = l.entry_id WHERE l.act = 'deletion'";
const PROPOSED: &str = "SELECT CAST(e.register_id AS TEXT), p.state, e.present FROM deletion_proposal p JOIN entry e \
     ON e.register_id = p.register_id AND e.entry_id = p.entry_id WHERE p.state <> 'fallen'";
const FOUND: &str = "SELECT CAST(e.register_id AS TEXT), f.finding, e.present FROM check_finding f JOIN entry e \
     ON e.register_id = f.register_id AND e.entry_id = f.entry_id \
     WHERE f.finding = 'died' OR f.lead = 'propose-deletion'";

/// Each must be nothing.
const NOTHING_TWICE: [(&str, &str); 4] = [
    (
        "found twice in a run",
        "SELECT COUNT(*) FROM (SELECT entry_id FROM check_finding GROUP BY run_id, entry_id HAVING COUNT(*) > 1) AS twice",
    ),
    (
        "in two open batches",
        "SELECT COUNT(*) FROM (SELECT entry_id FROM deletion_proposal WHERE state = 'proposed' \
         GROUP BY entry_id HAVING COUNT(*) > 1) AS twice",
    ),
    (
        "on two ways to a reminder",
        "SELECT COUNT(*) FROM (SELECT entry_id FROM check_change WHERE outcome = '' \
         GROUP BY entry_id HAVING COUNT(*) > 1) AS twice",
    ),
    (
        "deleted twice without a restoration between",
        "SELECT COUNT(*) FROM (SELECT entry_id FROM ledger WHERE act IN ('deletion', 'restoration') GROUP BY entry_id \
         HAVING SUM(CASE WHEN act = 'deletion' THEN 1 ELSE -1 END) NOT IN (0, 1)) AS twice",
    ),
];

impl World<'_> {
    pub(super) fn holds(&self, ran: Ran<'_>) {
        self.nobody_alive_is_deleted();
        for (what, sql) in NOTHING_TWICE {
            assert_eq!(count(self.place, sql), 0, "{what}");
        }
        self.the_numbers_add_up(&ran);
        self.the_audit_is_clean();
    }

    fn nobody_alive_is_deleted(&self) {
        let died = self.died();
        let mut registers: BTreeMap<String, (String, String)> = self
            .registers
            .iter()
            .map(|of| (of.qualification.to_owned(), of.authority.clone()))
            .map(|of| (RegisterId::of(&of.0, &of.1).stored().to_string(), of))
            .collect();
        let twins = RegisterId::of(TWINS, "JP").stored().to_string();
        registers.insert(twins, (TWINS.to_owned(), "JP".to_owned()));
        for sql in [DELETED, PROPOSED, FOUND] {
            for row in rows(self.place, sql, 3) {
                let mut cells = row.splitn(3, '\t');
                let (register, what, present) =
                    (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
                let (qualification, authority) = &registers[register];
                let number = get(present, EntryItem::Number).unwrap();
                let digits: String = number.chars().filter(char::is_ascii_digit).collect();
                let key = (qualification.clone(), authority.clone(), digits.parse().unwrap());
                assert!(died[&key], "{qualification}/{authority} {number} lives and is {what}");
            }
        }
    }

    fn the_numbers_add_up(&self, ran: &Ran<'_>) {
        let said = self.place.run(&["yearly-check", "report", "--period", ran.period, "--json"]);
        let report = said.json();
        let number = |of: &Value, name: &str| of[name].as_u64().unwrap_or_else(|| panic!("{name}: {of}"));
        assert_eq!((&report["adds_up"], &report["state"]), (&true.into(), &"done".into()), "{report}");
        assert_eq!(number(&report, "done"), number(&report, "slices"), "{report}");
        let looked_at = number(&report, "checked") + number(&report, "deleted_before");
        assert_eq!(looked_at, self.linked, "everybody who is linked, once: {report}");
        let of_run = format!(
            "FROM check_finding f JOIN check_run r ON r.run_id = f.run_id WHERE r.period = '{}'",
            ran.period
        );
        assert_eq!(count(self.place, &format!("SELECT COUNT(*) {of_run}")), number(&report, "findings"));
        if ran.followed {
            self.each_finding_leads_somewhere(ran, &of_run);
        }
        let batches = self.batches();
        assert_eq!(count(self.place, "SELECT COUNT(*) FROM deletion_batch"), batches.len() as u64);
        for batch in batches {
            let id = batch["id"].as_str().unwrap();
            let sum = |name: &str| {
                batch[name].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>()
            };
            let told = number(&batch, "proposed") + number(&batch, "deleted") + number(&batch, "restored");
            let of_batch = self.proposals(id);
            assert_eq!(told + sum("fallen"), of_batch, "{batch}");
            let is_open = batch["state"] != "done" && batch["state"] != "dismissed";
            assert!(is_open || number(&batch, "proposed") == 0, "{batch}");
        }
    }

    fn proposals(&self, batch: &str) -> u64 {
        let id = registry::ids::DeletionBatchId::parse(batch).unwrap();
        let hex = registry::hash::hex(id.stored());
        let sqlite = self.place.url.starts_with("sqlite:");
        let literal = if sqlite { format!("X'{hex}'") } else { format!("decode('{hex}', 'hex')") };
        count(self.place, &format!("SELECT COUNT(*) FROM deletion_proposal WHERE batch_id = {literal}"))
    }

    /// A death is proposed, a change begins its way, whatever an officer decides is a task, and the rest is asked again.
    fn each_finding_leads_somewhere(&self, ran: &Ran<'_>, of_run: &str) {
        let leads =
            |leads: &str| count(self.place, &format!("SELECT COUNT(*) {of_run} AND f.lead IN ({leads})"));
        let of = |table: &str| {
            let sql = format!(
                "SELECT COUNT(*) FROM {table} c JOIN check_run r ON r.run_id = c.run_id WHERE r.period = '{}'",
                ran.period
            );
            count(self.place, &sql)
        };
        let proposed = "deletion_batch b JOIN deletion_proposal c0 ON c0.register_id = b.register_id \
             AND c0.batch_id = b.batch_id JOIN check_run r ON r.run_id = b.run_id";
        let proposed =
            count(self.place, &format!("SELECT COUNT(*) FROM {proposed} WHERE r.period = '{}'", ran.period));
        let (deaths, changes) = (leads("'propose-deletion'"), leads("'remind', 'ask-koseki'"));
        // who stands in an open batch, or on an open way, as a hint or a year before began it, gets no second one
        assert!(proposed <= deaths && of("check_change") <= changes, "of {}", ran.period);
        for (table, lead) in
            [("deletion_proposal", "'propose-deletion'"), ("check_change", "'remind', 'ask-koseki'")]
        {
            let nowhere = format!(
                "SELECT COUNT(*) FROM check_finding f JOIN check_run r ON r.run_id = f.run_id \
                 LEFT JOIN {table} t ON t.register_id = f.register_id AND t.entry_id = f.entry_id \
                 WHERE r.period = '{}' AND f.lead IN ({lead}) AND t.entry_id IS NULL",
                ran.period
            );
            assert_eq!(count(self.place, &nowhere), 0, "led nowhere: {lead} of {}", ran.period);
        }
    }

    fn the_audit_is_clean(&self) {
        self.place.run(&["ledger", "checkpoint"]);
        let audit = self.place.json(&["audit"]);
        assert_eq!(audit["findings"].as_array().unwrap().len(), 0, "{audit}");
    }
}
