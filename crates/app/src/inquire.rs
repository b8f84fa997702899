//! Inquiry (照会): number, name, birth date → yes, no, cannot tell.
//!
//! Anybody may ask about the qualifications that `rules/disclosure.toml` opens to anybody; for the others the asker shows a code that the holder
//! handed over, or is a program with a token that cites its legal ground. Who has neither gets the same answer about everybody, and nothing is
//! read. Who may ask learns that all three agree, or that they do not: an unknown number and a wrong birth date take the same words and the same
//! way through the program, one look-up, one comparison, one record.

use jiff::civil::Date;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use registry::name::equal_identity;
use registry::number::normalise_number;
use registry::present::{Existence, Present, existence_of};
use serde::Serialize;
use store::disclosure::Disclosure;
use store::entry::EntryRow;
use store::register::Register;

use crate::entry_words::{item_label, restrictions};
use crate::share_entry::hash_of;
use crate::time::{day_in_japan, now_micros, rfc3339};
use crate::view::{ItemView, RestrictionView};
use crate::{Actor, App, AppError, ErrorKind};

/// What is compared when no entry has the number, so that nothing is skipped.
const DECOY: &str = "#0\nB1900-01-01\nD1900-01-01\nN\u{2015}\u{2015}\u{3000}\u{2015}\u{2015}\n";
/// Who asks, in `rules/disclosure.toml`.
pub(crate) const ANYBODY: &str = "anybody";
const CONSENTED: &str = "consented";
const LEGAL_GROUND: &str = "legal-ground";
/// The item under which suspensions and admonitions may be told.
const SANCTION: &str = "sanction";

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inquiry {
    /// Rule id.
    pub qualification: String,
    /// Authority code; may be left out where one register holds the qualification.
    pub authority: String,
    /// As typed.
    pub number: String,
    /// As typed; it must be equal to the character, but for width.
    pub name: String,
    /// The birth date.
    pub born: Option<Date>,
    /// A code that the holder handed over; empty when there is none.
    pub share_code: String,
    /// The legal ground of an asker that is known; empty when there is none.
    pub ground: String,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InquiryAnswer {
    /// `yes`, `no`, `unsure`.
    pub answer: &'static str,
    /// For `unsure`: `no-ground` (nobody may learn it without a code or a ground), `code` (the code does not stand).
    #[serde(skip_serializing_if = "str::is_empty")]
    pub why: &'static str,
    /// What may be told: empty unless the answer is yes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemView>,
    /// Sanctions that may be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<RestrictionView>,
    /// By which rule it was told, or not told.
    pub citation: String,
    /// RFC 3339.
    pub at: String,
}

/// By what right it is asked, and what may be told.
struct Right {
    items: Vec<String>,
    citation: String,
    actor: String,
    purpose: String,
    /// The one entry that a share code is about.
    about: Option<EntryId>,
}

impl App {
    /// Answers an inquiry. `asker` is a program's actor, or none: anybody. The inquiry is recorded, durably, under the entry before the answer
    /// is given.
    ///
    /// # Errors
    /// When an input cannot be read; never for what is or is not registered.
    pub async fn inquire(&self, asker: Option<&Actor>, inquiry: &Inquiry) -> Result<InquiryAnswer, AppError> {
        let now = now_micros();
        let day = day_in_japan(now);
        let number = normalise_number(&inquiry.number).map_err(|f| {
            AppError::new(ErrorKind::BadInput, format!("登録番号: {}", f.ja()), f.to_string())
        })?;
        let register = self.register_asked(inquiry).await?;
        let right = match self.right(asker, inquiry, register.as_ref(), (day, now)).await? {
            Ok(right) => right,
            Err((why, citation)) => return Ok(answer("unsure", why, citation, now)),
        };
        // A register that holds nobody yet answers as one that does not hold this person.
        let register = register.unwrap_or_else(|| Register {
            id: RegisterId::of(&inquiry.qualification, &inquiry.authority),
            qualification: inquiry.qualification.clone(),
            authority: inquiry.authority.clone(),
        });
        let row = self.0.lookups.by_number(register.id, &number).await?;
        let agrees = agrees(row.as_ref(), inquiry, right.about);
        let look = Disclosure {
            at: now,
            actor: right.actor.clone(),
            purpose: right.purpose.clone(),
            channel: asker.map_or("inquiry", |actor| actor.channel.code()),
            request: format!("inquiry {}", if agrees { "yes" } else { "no" }),
            entries: vec![(register.id, row.as_ref().map_or_else(|| nobody(&number), |row| row.id))],
        };
        self.0.writer.look(look).await?;
        let mut told = answer(if agrees { "yes" } else { "no" }, "", right.citation.clone(), now);
        if let Some(row) = row.filter(|_| agrees) {
            self.tell(&mut told, &Present::from_stored(row.present), &right, day);
        }
        Ok(told)
    }

    /// The register asked about: the only one of the qualification, or that of the authority.
    async fn register_asked(&self, inquiry: &Inquiry) -> Result<Option<Register>, AppError> {
        let keepers = self.0.rules.on(crate::today_in_japan());
        let keepers = keepers.authorities_of(&inquiry.qualification);
        let known = keepers.iter().any(|a| a.code == inquiry.authority);
        if keepers.is_empty() {
            let (ja, en) = ("資格を選んでください。", "Choose a qualification.");
            return Err(AppError::new(ErrorKind::BadInput, ja, en));
        }
        let only = inquiry.authority.is_empty() && keepers.len() == 1;
        if !known && !only {
            let (ja, en) = (
                "この資格は登録した機関ごとに登録簿があります。機関を選んでください。",
                "Several authorities keep a register of this qualification: choose one.",
            );
            return Err(AppError::new(ErrorKind::BadInput, ja, en));
        }
        let fits = |r: &Register| {
            r.qualification == inquiry.qualification
                && (inquiry.authority.is_empty() || r.authority == inquiry.authority)
        };
        self.register_that(fits).await
    }

    /// By what right it is asked; or why it cannot be told.
    async fn right(
        &self,
        asker: Option<&Actor>,
        inquiry: &Inquiry,
        register: Option<&Register>,
        (day, now): (Date, i64),
    ) -> Result<Result<Right, (&'static str, String)>, AppError> {
        let rules = self.0.rules.on(day);
        let rule_of = |who: &str| {
            rules.disclosure().find(|rule| {
                let covers = &rule.value().qualifications;
                rule.value().asker == who && (covers.is_empty() || covers.contains(&inquiry.qualification))
            })
        };
        let right = |items: Vec<String>, citation: &str, actor: &str, purpose: String| Right {
            items,
            citation: citation.to_owned(),
            actor: actor.to_owned(),
            purpose,
            about: None,
        };
        if let Some(rule) = rule_of(CONSENTED).filter(|_| !inquiry.share_code.trim().is_empty()) {
            let citation = rule.citation().to_owned();
            let Some(register) = register else { return Ok(Err(("code", citation))) };
            let hash = hash_of(&inquiry.share_code);
            let code = store::share::by_hash(&mut self.0.db.reader().await?, register.id, &hash).await?;
            return Ok(match code.filter(|code| code.revoked_at.is_none() && now < code.ends_at) {
                Some(code) => {
                    let items = code.items.split_whitespace().map(str::to_owned).collect();
                    let purpose = "share-code".to_owned();
                    Ok(Right { about: Some(code.entry), ..right(items, &citation, &code.recipient, purpose) })
                }
                None => Err(("code", citation)),
            });
        }
        if let (Some(rule), Some(actor)) = (rule_of(LEGAL_GROUND), asker)
            && !inquiry.ground.trim().is_empty()
        {
            let purpose = format!("ground: {}", inquiry.ground.trim());
            return Ok(Ok(right(Vec::new(), rule.citation(), &actor.name, purpose)));
        }
        if let Some(rule) = rule_of(ANYBODY) {
            let items = rule.value().items.clone();
            let actor = asker.map_or(ANYBODY, |actor| &actor.name);
            return Ok(Ok(right(items, rule.citation(), actor, "inquiry".to_owned())));
        }
        Ok(Err(("no-ground", rule_of(CONSENTED).map_or_else(String::new, |r| r.citation().to_owned()))))
    }

    /// Tells what may be told of an entry that agrees.
    fn tell(&self, told: &mut InquiryAnswer, present: &Present, right: &Right, day: Date) {
        let may = |code: &str| right.items.iter().any(|item| item == code);
        told.items = present
            .items()
            .iter()
            .filter(|(item, _)| *item != EntryItem::Other && may(item.code()))
            .map(|(item, value)| {
                let label = item_label(&self.0.rules, item, item.code());
                ItemView {
                    code: item.code().to_owned(),
                    label: label.ja,
                    label_en: label.en,
                    value: value.to_owned(),
                }
            })
            .collect();
        if may(SANCTION) {
            told.restrictions = restrictions(present, day);
        }
    }
}

fn answer(answer: &'static str, why: &'static str, citation: String, now: i64) -> InquiryAnswer {
    InquiryAnswer { answer, why, items: Vec::new(), restrictions: Vec::new(), citation, at: rfc3339(now) }
}

/// Whether all three agree, the entry stands, and a share code is about it. Nothing is left out when one of them does not.
fn agrees(row: Option<&EntryRow>, inquiry: &Inquiry, about: Option<EntryId>) -> bool {
    let present = row.map_or(DECOY, |row| row.present.as_str());
    let born = inquiry.born.map(|day| day.to_string()).unwrap_or_default();
    let is_born = get(present, EntryItem::Born).unwrap_or_default() == born;
    let is_named =
        equal_identity(&spaced(get(present, EntryItem::Name).unwrap_or_default()), &spaced(&inquiry.name));
    let stands = existence_of(present) == Existence::Registered;
    let is_meant = about.is_none_or(|entry| row.is_some_and(|row| row.id == entry));
    // Each is known before they are joined.
    row.is_some() & is_born & is_named & stands & is_meant
}

/// A name without the blanks that people put between family and given name, or do not.
fn spaced(name: &str) -> String {
    name.split_whitespace().collect()
}

/// The id under which an inquiry about a number is recorded that no entry has: no entry has it either.
pub(crate) fn nobody(number: &str) -> EntryId {
    let digest = registry::hash::sha256(&[b"nobody/", number.as_bytes()]);
    let [a, b, c, d, e, f, g, h, i, j, ..] = digest;
    EntryId::new(0, [a, b, c, d, e, f, g, h, i, j])
}
