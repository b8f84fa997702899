//! A person's own entries at a glance: what stands, what is due, who looked.

use law::{Both, Fact};
use registry::ids::{EntryId, RegisterId};
use registry::step::fold;
use store::disclosure::Disclosure;
use store::holder::{self, Link, NumberFact};

use crate::holders::{HolderActor, account_name};
use crate::linking::{AT_THE_DESK, BY_HOLDER, BY_NUMBER};
use crate::time::{day_in_japan, now_micros, rfc3339, today_in_japan};
use crate::view::{DisclosureView, EntryView, LawSentence};
use crate::{App, AppError, ErrorKind};

/// An entry of the person who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyQualification {
    /// The entry.
    pub entry: EntryView,
    /// Since when it is linked, RFC 3339.
    pub linked_at: String,
    /// How it was linked.
    pub way: Both,
    /// What this register knows of the person's number, in words.
    pub number: Both,
    /// Whether the person has given it; else it may be given.
    pub number_given: bool,
    /// Whether the family's duty to notify a death is lifted, why, by what, and how sure that is; `None` where the rules know of no such duty.
    pub family: Option<LawSentence>,
    /// What the law asks, with its sources.
    pub law: Vec<LawSentence>,
}

impl App {
    /// The entries of a person. The look is recorded, durably, before the answer is given.
    ///
    /// # Errors
    /// The store's.
    pub async fn my_qualifications(&self, holder: &HolderActor) -> Result<Vec<MyQualification>, AppError> {
        let links = self.own_links(holder).await?;
        if links.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<(RegisterId, EntryId)> = links.iter().map(|link| (link.register, link.entry)).collect();
        self.note_own_look(holder, ("my-qualifications", keys)).await?;
        let mut all = Vec::with_capacity(links.len());
        for link in &links {
            if let Some(entry) = self.own_view((link.register, link.entry)).await? {
                all.push(self.my_qualification(link, entry));
            }
        }
        Ok(all)
    }

    /// The latest looks at an entry of the person, newest first.
    ///
    /// # Errors
    /// Not found, or another person's: the same answer.
    pub async fn my_looks(&self, holder: &HolderActor, entry: &str) -> Result<Vec<DisclosureView>, AppError> {
        let nothing =
            || AppError::new(ErrorKind::NotFound, "該当する登録はありません。", "There is no such entry.");
        let links = self.own_links(holder).await?;
        let link = links.into_iter().find(|link| link.entry.to_string() == entry).ok_or_else(nothing)?;
        let mut looks = self.looks((link.register, link.entry)).await?;
        let own = account_name(&holder.account);
        for look in &mut looks {
            // Who tried with a card of their own is not named to others: it is somebody, and not the person.
            look.actor = match look.actor.strip_prefix("portal:") {
                Some(_) if look.actor == own => "本人".to_owned(),
                Some(_) => "ほかのカードの持ち主".to_owned(),
                None => std::mem::take(&mut look.actor),
            };
        }
        Ok(looks)
    }

    /// An entry as it stands now; whoever asks has recorded the look.
    async fn own_view(&self, key: (RegisterId, EntryId)) -> Result<Option<EntryView>, AppError> {
        let (mut of_entry, mut of_ledger) =
            (self.0.db.quick_reader().await?, self.0.db.quick_reader().await?);
        let keys = [key];
        // Where the records stand in the log is not shown here.
        let (rows, histories) = tokio::try_join!(
            store::entry::by_ids(&mut of_entry, &keys),
            store::ledger::histories(&mut of_ledger, &keys),
        )?;
        drop((of_entry, of_ledger));
        let row = rows.into_iter().next();
        let history: Vec<_> = histories.into_iter().flatten().map(|(record, _)| record).collect();
        let Some((row, register)) = row.zip(self.register_of(key.0)) else { return Ok(None) };
        let today = day_in_japan(now_micros());
        Ok(Some(self.view(&row, &register, &fold(&history), &history, (today, None))))
    }

    pub(crate) async fn own_links(&self, holder: &HolderActor) -> Result<Vec<Link>, AppError> {
        let Some(person) = holder.holder else { return Ok(Vec::new()) };
        let mut reader = self.0.db.quick_reader().await?;
        let entries = holder::entries_of(&mut reader, person).await?;
        // The register's side decides: a link that was taken back is none.
        let links = holder::of_entries(&mut reader, &entries).await?;
        Ok(links.into_iter().filter(|link| link.holder == person).collect())
    }

    pub(crate) async fn note_own_look(
        &self,
        holder: &HolderActor,
        (request, entries): (&str, Vec<(RegisterId, EntryId)>),
    ) -> Result<(), AppError> {
        let actor = holder.actor();
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name,
            purpose: actor.purpose,
            channel: actor.channel.code(),
            request: request.to_owned(),
            entries,
        };
        Ok(self.0.writer.look(look).await?)
    }

    fn my_qualification(&self, link: &Link, entry: EntryView) -> MyQualification {
        let given = link.number.as_ref().map(|number| number.fact);
        MyQualification {
            linked_at: rfc3339(link.at),
            way: way_words(&link.way),
            number: number_words(given),
            number_given: given == Some(NumberFact::Given),
            family: self.family_words(&entry.entry.qualification, given),
            law: self.law_of(&entry.entry.qualification),
            entry,
        }
    }

    /// Whether the family has to notify a death, by the rules of today and what this register knows of the number.
    fn family_words(&self, qualification: &str, number: Option<NumberFact>) -> Option<LawSentence> {
        let on = self.0.rules.on(today_in_japan());
        let duty = on.qualification(qualification)?.death().yes()?;
        let facts: &[Fact] = if number == Some(NumberFact::Given) { &[Fact::MyNumberGiven] } else { &[] };
        let words =
            match (duty.value().is_lifted(facts), duty.value().lifted_when.contains(&Fact::MyNumberGiven)) {
                (true, _) => Both::new(
                    "マイナンバーが提供されているため、亡くなったときの家族の届出は要りません。",
                    "Your family need not notify a death: your My Number was given.",
                ),
                (false, true) => Both::new(
                    "亡くなったときは家族の届出が要ります。マイナンバーを提供すると要らなくなります。",
                    "Your family has to notify a death. Once your My Number is given, they need not.",
                ),
                (false, false) => Both::new(
                    "亡くなったときは、家族などの届出が要ります。",
                    "Your family has to notify a death.",
                ),
            };
        Some(LawSentence {
            topic: "家族の届出".to_owned(),
            topic_en: "Your family".to_owned(),
            text: words.ja,
            text_en: words.en,
            citation: duty.citation().to_owned(),
            confidence: duty.confidence().code().to_owned(),
        })
    }
}

fn way_words(way: &str) -> Both {
    match way {
        BY_NUMBER => Both::new("カードの番号による初期設定", "by the number of your card"),
        BY_HOLDER => Both::new("カードの署名による初期設定", "by the signature of your card"),
        AT_THE_DESK => Both::new("窓口での初期設定", "at the desk"),
        _ => Both::new("一括の突合", "by matching in bulk"),
    }
}

fn number_words(fact: Option<NumberFact>) -> Both {
    match fact {
        Some(NumberFact::Given) => Both::new("提供済み", "given by you"),
        Some(NumberFact::Found) => {
            Both::new("照会で把握（本人からの提供はまだ）", "found by inquiry, not given by you")
        }
        None => Both::new("提供されていません", "not given"),
    }
}
