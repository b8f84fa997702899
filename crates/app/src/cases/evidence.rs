//! What sources said of an applicant, as it stands beside the case: judged when it is used, since a form may be corrected meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registry::case::by_rule::FoundFact;
use registry::exam::Found;
use registry::item::{EntryItem, get};
use registry::linking::by_holder::Proven;
use registry::name::equal_identity;
use registry::present::{Existence, existence_of};
use serde::{Deserialize, Serialize};
use store::case::CaseRecord;

use super::{Application, Loaded};
use crate::KosekiSaid;
use crate::signed_papers::PaperFound;

/// The kind of record under which it stands.
pub(crate) const EVIDENCE: &str = "evidence";
/// The card that signed: its four items, while its certificate stands.
pub(crate) const CARD: &str = "signing-certificate";
/// The family register over the information network: events and their days, no names and no 本籍.
pub(crate) const KOSEKI_INQUIRY: &str = "koseki-inquiry";
/// The family register's electronic certificate, fetched by the code that the applicant handed over.
pub(crate) const KOSEKI_CODE: &str = "koseki-certificate-code";
/// The network of resident registers.
pub(crate) const RESIDENTS: &str = "resident-register-inquiry";
/// The lists of those who passed an examination.
pub(crate) const EXAM_LIST: &str = "exam-result-list";
/// The fact that the card is the applicant's.
pub(crate) const IDENTITY: &str = "identity";
/// The fact that the applicant passed the examination.
pub(crate) const EXAM: &str = "exam";
/// The fact that the entry stands.
pub(crate) const ENTRY: &str = "entry";
/// Our own register.
const REGISTER: &str = "register";

/// What one source said on a day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Evidence {
    /// Its code.
    pub(crate) source: String,
    /// The day in Japan, ISO.
    pub(crate) on: String,
    /// What it has of the person, by the codes of items.
    pub(crate) items: BTreeMap<String, String>,
    /// In which of these characters stand for others.
    pub(crate) substitutes: BTreeSet<String>,
    /// The day of the last event that may have changed the name, where that can be told.
    pub(crate) last_change: Option<String>,
    /// What was found of a signed file.
    pub(crate) paper: Option<Box<PaperFound>>,
}

impl Evidence {
    pub(crate) fn of(source: &str, on: Date) -> Self {
        Self { source: source.to_owned(), on: on.to_string(), ..Self::default() }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What it has of the person, to be compared for who it is.
    pub(crate) fn proven(&self) -> Vec<Proven> {
        let proven = |(code, value): (&String, &String)| {
            let item = EntryItem::of_code(code)?;
            Some(Proven { item, value: value.clone(), substitutes: self.substitutes.contains(code) })
        };
        self.items.iter().filter_map(proven).collect()
    }

    /// The latest of a source.
    pub(crate) fn latest(records: &[CaseRecord], source: &str) -> Option<Self> {
        let kept = records.iter().rev().filter(|record| record.kind == EVIDENCE);
        kept.filter_map(|record| serde_json::from_slice::<Self>(&record.said).ok())
            .find(|evidence| evidence.source == source)
    }

    fn item(&self, item: EntryItem) -> &str {
        self.items.get(item.code()).map_or("", String::as_str)
    }

    fn has_substitutes(&self, item: EntryItem) -> bool {
        self.substitutes.contains(item.code())
    }
}

/// What is compared: the form, and the entry as it stands (empty where there is none yet).
pub(crate) struct Compared<'c> {
    pub(crate) form: &'c Application,
    pub(crate) present: &'c str,
}

impl Compared<'_> {
    /// What the person says of an item: as it is to be registered, else as it is.
    pub(crate) fn said(&self, item: EntryItem) -> &str {
        let changed = self.form.changed.get(item.code()).map(String::as_str);
        changed.or_else(|| get(self.present, item)).unwrap_or_default()
    }

    fn is(&self, item: EntryItem, found: &str) -> bool {
        !found.is_empty() && equal_identity(self.said(item), found)
    }

    /// Whoever holds the card is who is registered: the date of birth, and the name as it was or as it is to be.
    fn is_holder_of(&self, card: &Evidence) -> bool {
        let was = get(self.present, EntryItem::Name).unwrap_or_default();
        let name = card.item(EntryItem::Name);
        let named = self.is(EntryItem::Name, name) || (!name.is_empty() && equal_identity(was, name));
        named && self.is(EntryItem::Born, card.item(EntryItem::Born))
    }
}

/// The facts that the sources of a case gave, each compared with what was applied for.
pub(crate) fn facts_of(
    loaded: &Loaded,
    present: &str,
    (today, exam): (Date, Option<Found>),
) -> Vec<FoundFact> {
    let compared = Compared { form: &loaded.form, present };
    let mut facts = Vec::new();
    let card = Evidence::latest(&loaded.records, CARD);
    if let Some(card) = &card {
        let equal = compared.is_holder_of(card);
        facts.push(fact((IDENTITY, card), equal, card.has_substitutes(EntryItem::Name)));
    }
    facts.extend(of_koseki_inquiry(loaded, &compared, card.as_ref()));
    facts.extend(of_koseki_certificate(loaded, &compared));
    if let Some(residents) = Evidence::latest(&loaded.records, RESIDENTS) {
        for item in [EntryItem::Name, EntryItem::Born, EntryItem::Address] {
            if changes(&compared, item) {
                let equal = compared.is(item, residents.item(item));
                facts.push(fact((item.code(), &residents), equal, false));
            }
        }
    }
    // A sitting that no list has is no answer: the list may not have come yet, and a person looks.
    if let Some(found) = exam.filter(|found| *found != Found::Nobody) {
        facts.push(fact((EXAM, &Evidence::of(EXAM_LIST, today)), found.is_exact(), false));
    }
    // Of a signed file that is bad, or at which a person has to look, nothing is a fact.
    let signed = loaded.form.ways.values().filter_map(|way| Evidence::latest(&loaded.records, way));
    let good = |from: &Evidence| from.paper.as_deref().is_some_and(PaperFound::is_good);
    facts.extend(signed.filter(good).map(|from| fact((from.source.as_str(), &from), true, false)));
    if existence_of(present) == Existence::Registered {
        facts.push(fact((ENTRY, &Evidence::of(REGISTER, today)), true, false));
    }
    facts
}

fn fact((code, from): (&str, &Evidence), equal: bool, substitutes: bool) -> FoundFact {
    FoundFact {
        fact: code.to_owned(),
        source: from.source.clone(),
        equal,
        substitutes,
        on: from.on.parse().unwrap_or(Date::MIN),
    }
}

fn changes(compared: &Compared<'_>, item: EntryItem) -> bool {
    compared.form.changed.contains_key(item.code())
}

/// The network tells that and when something happened; the characters are the card's, which was issued after it.
fn of_koseki_inquiry(loaded: &Loaded, compared: &Compared<'_>, card: Option<&Evidence>) -> Option<FoundFact> {
    let told = Evidence::latest(&loaded.records, KOSEKI_INQUIRY)?;
    let (day, card) = (told.last_change.as_deref()?, card?);
    if !changes(compared, EntryItem::Name) {
        return None;
    }
    let equal = day == compared.form.happened_on && compared.is(EntryItem::Name, card.item(EntryItem::Name));
    Some(fact((EntryItem::Name.code(), &told), equal, card.has_substitutes(EntryItem::Name)))
}

fn of_koseki_certificate(loaded: &Loaded, compared: &Compared<'_>) -> Vec<FoundFact> {
    let Some(said) = KosekiSaid::of(&loaded.records) else { return Vec::new() };
    let from = Evidence { source: KOSEKI_CODE.to_owned(), on: said.day(), ..Evidence::default() };
    let agrees = |item| said.agrees(compared, item);
    [EntryItem::Name, EntryItem::Born, EntryItem::Domicile]
        .into_iter()
        .filter(|item| changes(compared, *item))
        .map(|item| fact((item.code(), &from), agrees(item), false))
        .collect()
}
