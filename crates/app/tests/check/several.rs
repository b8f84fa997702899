//! One person with entries in several registers of an authority: asked for once, found in each, and proposed in each for itself.

use std::collections::BTreeMap;

use country::{LifeEventKind, PersonId};
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::item::{EntryItem, get};
use store::holder::{KnownNumber, NewLink, NumberFact, link};

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    several_entries_of_one_person_are_found_each_once,
    whose_link_is_taken_back_meanwhile_is_counted_once,
    who_is_asked_for_by_another_registers_number_reads_it,
);

/// The register in which many of the first one's holders stand as well.
const SECOND: &str = "public-health-nurse";

impl Place {
    /// Whose the linked entries of the first register are, with the holder and the number.
    async fn holders(&self) -> BTreeMap<PersonId, (HolderId, [u8; 16])> {
        let sql = "SELECT e.present, h.holder_id, h.number_ref FROM entry_holder h JOIN entry e \
                   ON e.register_id = h.register_id AND e.entry_id = h.entry_id";
        let mut reader = self.app.db().reader().await.unwrap();
        let map = |row: &db::RowRef<'_>| {
            let number = get(row.text(0)?, EntryItem::Number).unwrap();
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let known: [u8; 16] = row.bytes(2)?.try_into().unwrap();
            Ok((self.whose[&digits], (HolderId::from_stored(row.bytes(1)?).unwrap(), known)))
        };
        reader.query(sql, &[], map).await.unwrap().into_iter().collect()
    }

    /// Imports the second register, and links those of its entries whose holders stand in the first one; gives whose they are.
    async fn second(&self) -> BTreeMap<EntryId, PersonId> {
        self.second_of(Some(NumberFact::Given)).await
    }

    /// The same, by how the second register knows the number.
    async fn second_of(&self, fact: Option<NumberFact>) -> BTreeMap<EntryId, PersonId> {
        let country = self.nation.country();
        let planned = country.plan().registers().iter().find(|r| r.qualification == SECOND).unwrap();
        self.import_of(SECOND).await;
        let holders = self.holders().await;
        let register = RegisterId::of(SECOND, "JP");
        let mut reader = self.app.db().reader().await.unwrap();
        let sql = "SELECT entry_id, present FROM entry WHERE register_id = $1 ORDER BY entry_id";
        let stands = |row: &db::RowRef<'_>| {
            let is_there = get(row.text(1)?, EntryItem::Deleted).is_none();
            Ok((EntryId::from_stored(row.bytes(0)?).unwrap(), is_there))
        };
        let entries = reader.query(sql, &[db::Param::Int(register.stored())], stands).await.unwrap();
        drop(reader);
        let whose: BTreeMap<EntryId, PersonId> = (0..)
            .zip(entries)
            .filter(|(_, (_, stands))| *stands)
            .map(|(row, (entry, _))| (entry, country.holder_in(planned, row)))
            .filter(|(_, person)| holders.contains_key(person))
            .collect();
        let links: Vec<NewLink> = whose
            .iter()
            .map(|(entry, person)| {
                let (holder, number) = holders[person];
                let known = fact.map(|fact| KnownNumber { number, fact, way: "test".to_owned(), since: 1 });
                NewLink {
                    register,
                    entry: *entry,
                    holder,
                    way: "in-bulk".to_owned(),
                    ground: "test".to_owned(),
                    by: "test".to_owned(),
                    at: 1,
                    number: known,
                }
            })
            .collect();
        let done = self.app.db().transact("link", move |tx| {
            let links = links.clone();
            Box::pin(async move { link(tx, &links).await.map(|_| ()) })
        });
        done.await.unwrap();
        whose
    }
}

async fn several_entries_of_one_person_are_found_each_once(place: &Place) {
    let second = place.second().await;
    assert!(second.len() > 5, "{} stand in both", second.len());
    place.run().await;
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert!(report.adds_up(), "{report:?}");
    assert_eq!(report.checked + report.deleted, place.linked + second.len() as u64, "each entry once");
    let mut reader = place.app.db().reader().await.unwrap();
    let sql = "SELECT entry_id FROM check_finding WHERE register_id = $1 AND finding = 'died'";
    let register = db::Param::Int(RegisterId::of(SECOND, "JP").stored());
    let found =
        reader.query(sql, &[register], |row| Ok(EntryId::from_stored(row.bytes(0)?).unwrap())).await.unwrap();
    drop(reader);
    for (entry, person) in &second {
        let person = place.nation.person(*person).unwrap();
        let dead = person.events.iter().any(|event| event.kind == LifeEventKind::Death);
        assert!(dead || !found.contains(entry), "{entry} is of somebody who lives");
    }
    let followed = place.app.follow_check(&officer("registrar"), None).await.unwrap();
    let batches = place.app.list_deletion_batches(&officer("reader")).await.unwrap();
    assert_eq!(batches.iter().map(|batch| batch.counts.proposed).sum::<u64>(), followed.proposals);
    let twice = place
        .count("SELECT COUNT(*) - COUNT(DISTINCT entry_id) FROM deletion_proposal WHERE state = 'proposed'")
        .await;
    assert_eq!(twice, 0);
}

/// The entry that asked for both is unlinked when its slice was done and the other's was not: the other one asks for itself, and was found before.
async fn whose_link_is_taken_back_meanwhile_is_counted_once(place: &Place) {
    let second = place.second().await;
    place.run().await;
    let before = place.app.report_check(&officer("reader"), None).await.unwrap();
    let registers = [RegisterId::of("nurse", "JP"), RegisterId::of(SECOND, "JP")];
    let (asks, other) = (*registers.iter().min().unwrap(), *registers.iter().max().unwrap());
    let sql = "SELECT h.entry_id FROM entry_holder h WHERE h.register_id = $1 AND EXISTS \
               (SELECT 1 FROM entry_holder o JOIN check_finding f ON f.register_id = o.register_id \
               AND f.entry_id = o.entry_id WHERE o.register_id = $2 AND o.holder_id = h.holder_id)";
    let params = [db::Param::Int(asks.stored()), db::Param::Int(other.stored())];
    let mut reader = place.app.db().reader().await.unwrap();
    let entry = |row: &db::RowRef<'_>| Ok(EntryId::from_stored(row.bytes(0)?).unwrap());
    let asked: Vec<EntryId> = reader.query(sql, &params, entry).await.unwrap();
    drop(reader);
    assert!(!asked.is_empty(), "of {} somebody is found in both", second.len());
    // as if the other's slice had not been done
    let again = format!(
        "DELETE FROM check_finding WHERE register_id = {other} AND entry_id NOT IN (SELECT o.entry_id \
         FROM entry_holder o JOIN holder_entry h ON h.holder_id = o.holder_id AND h.register_id = {asks} \
         WHERE o.register_id = {other}); \
         UPDATE check_slice SET state = 'open', figures = '' WHERE register_id = {other}; \
         UPDATE check_run SET state = 'running' WHERE run_id = run_id",
        other = other.stored(),
        asks = asks.stored()
    );
    let done = place.app.db().transact("again", move |tx| {
        let (asked, again) = (asked.clone(), again.clone());
        Box::pin(async move {
            for one in again.split(';') {
                tx.execute(Box::leak(one.to_owned().into_boxed_str()), &[]).await?;
            }
            for entry in &asked {
                store::holder::unlink(tx, (asks, *entry), (2, "test", "test")).await?;
            }
            Ok::<(), store::StoreError>(())
        })
    });
    done.await.unwrap();
    place.run().await;
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert!(report.adds_up(), "{report:?}");
    assert_eq!(report.rows, before.rows, "nobody is found twice");
}

/// The second register does not know the number: whom it concerns reads that the entry was held against an answer.
async fn who_is_asked_for_by_another_registers_number_reads_it(place: &Place) {
    let second = place.second_of(None).await;
    place.run().await;
    let mut looks = 0;
    for entry in second.keys() {
        let all = place.app.list_disclosures(&officer("auditor"), &entry.to_string()).await.unwrap();
        looks += all.iter().filter(|look| look.request.starts_with("yearly-check 2026 slice")).count();
    }
    assert!(looks > 5, "{looks} of {}", second.len());
    let found = place.count("SELECT COUNT(*) FROM check_finding WHERE number_ref IS NULL").await;
    assert!(found > 0, "somebody is found by it");
    place.is_clean().await;
}
