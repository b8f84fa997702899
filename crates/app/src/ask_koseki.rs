//! Asking the family register over the information network: by our own code for the person, and with the record that the law wants.
//!
//! The network tells events and their days, no names and no 本籍. So it confirms a changed name only together with the card, whose
//! characters were issued after the event; whatever else is to be shown it cannot tell, and the same case goes on by another means.

use std::time::Duration;

use gateways::Outcome;
use gateways::koseki::{Ending, FactKind, Facts, Sequence, When, sequence, wire};
use gateways::network::{
    Acknowledged, DisclosureRecord, Inquiry, InquiryId, Network, Reply, ReplyState, Said,
};
use registry::case::Answer;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use store::disclosure::Disclosure;
use store::outbox::Job;

use crate::ask_source::{Heard, micros};
use crate::cases::{Application, Evidence, KOSEKI_INQUIRY, Loaded, SYSTEM};
use crate::linkage_code::Known;
use crate::network_records::Occasion;
use crate::systems::{Systems, TableQuestion};
use crate::time::now_micros;
use crate::yearly_check::asking_of;
use crate::{App, AppError, Channel, ErrorKind};

/// The purpose of looks for a case.
pub(crate) const CASE_PURPOSE: &str = "case";
/// How long a reply is waited for here; later ones are pushed, or fetched when the job looks again. No provider answers before it has been asked,
/// so the first look is not made at once.
const REPLY_WAITS_MS: [u64; 4] = [100, 150, 250, 500];

/// An inquiry of a case, and of whom.
struct Asked<'a> {
    systems: &'a Systems,
    loaded: &'a Loaded,
    known: Known,
    inquiry: Inquiry,
}

impl App {
    /// Asks the family register about the applicant.
    pub(crate) async fn ask_for_koseki(&self, loaded: &Loaded, job: &Job) -> Result<Heard, AppError> {
        let Some(systems) = self.systems() else { return Ok(Heard::silence("not connected")) };
        let authority = loaded.register.authority.as_str();
        let Some(question) = systems.network_table().koseki(authority, &loaded.row.procedure) else {
            return Ok(Heard::silence("not in the table"));
        };
        // Without the number nobody can be asked for, which is known at once: the same case goes on by another means.
        let Some(known) = self.number_of(loaded).await? else {
            return Ok(Heard::Answer(Answer::CannotTell, None));
        };
        let person = match self.code_for(systems, &known, &question, job).await? {
            Ok(code) => code,
            Err(silent) => return Ok(silent),
        };
        let id = InquiryId::parse(&inquiry_id(loaded.row.register, job.id)).ok_or_else(|| own(&"no key"))?;
        let TableQuestion { inquirer, provider, affair, procedure, item } = question;
        let items = vec![item];
        let asking = asking_of(self.0.rules.on(self.today()), "family-register")?;
        let basis = basis(&asking.basis, &self.law_of_case(loaded));
        let inquiry = Inquiry { id, inquirer, provider, affair, procedure, items, basis, person };
        self.converse(Asked { systems, loaded, known, inquiry }).await
    }

    async fn converse(&self, asked: Asked<'_>) -> Result<Heard, AppError> {
        let Some(network) = asked.systems.network() else { return Ok(Heard::silence("not connected")) };
        let inquiry = &asked.inquiry;
        // The holder sees that they were asked about, before anybody is asked.
        self.note_case_look(asked.loaded, format!("network inquiry {}", inquiry.id.as_str())).await?;
        let acknowledged = match network.inquire(inquiry).await {
            Outcome::Answered(acknowledged) => acknowledged,
            Outcome::Refused { code } => {
                let record = DisclosureRecord::refused(inquiry, asked.systems.now(), &code);
                self.keep_record(&asked, &record).await?;
                // A person whom the network does not know is an answer; that we may not ask is a matter of our own.
                let nobody = code == "unknown-person";
                return Ok(if nobody { Heard::Answer(Answer::Nobody, None) } else { Heard::silence(&code) });
            }
            other => return Ok(unheard(other)),
        };
        self.keep_record(&asked, &DisclosureRecord::asked(inquiry, &acknowledged)).await?;
        for wait in REPLY_WAITS_MS {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            match network.reply(inquiry).await {
                Outcome::Answered(ReplyState::Pending) => {}
                Outcome::Answered(ReplyState::Here(reply)) => {
                    return self.conclude_koseki(&asked, &acknowledged, reply).await;
                }
                other => return Ok(unheard(other)),
            }
        }
        Ok(Heard::silence("no reply yet"))
    }

    async fn conclude_koseki(
        &self,
        asked: &Asked<'_>,
        acknowledged: &Acknowledged,
        reply: Reply,
    ) -> Result<Heard, AppError> {
        let record = DisclosureRecord::asked(&asked.inquiry, acknowledged).answered(&reply);
        self.keep_record(asked, &record).await?;
        let facts = match reply.items.into_iter().next().map(|item| item.said) {
            Some(Said::Provided(value)) => wire::facts(&value),
            Some(Said::Withheld(_)) => return Ok(Heard::Answer(Answer::CannotTell, None)),
            Some(Said::NothingRecorded) | None => return Ok(Heard::Answer(Answer::Nobody, None)),
        };
        let facts = match facts {
            Ok(facts) => facts,
            Err(malformed) => return Ok(Heard::silence(malformed.0)),
        };
        let (answer, last_change) = concluded(&facts, &asked.loaded.form);
        let evidence = Evidence { last_change, ..Evidence::of(KOSEKI_INQUIRY, self.today()) };
        Ok(Heard::Answer(answer, Some(evidence)))
    }

    async fn keep_record(&self, asked: &Asked<'_>, record: &DisclosureRecord) -> Result<(), AppError> {
        let row = &asked.loaded.row;
        let of = Occasion { register: row.register, case: row.id, holder: asked.known.holder };
        self.keep_inquiry(of, (record, &asked.inquiry.basis), asked.systems.now()).await
    }

    /// A look of the program itself at what a case is about.
    pub(crate) async fn note_case_look(&self, loaded: &Loaded, request: String) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: SYSTEM.to_owned(),
            purpose: CASE_PURPOSE.to_owned(),
            channel: Channel::Job.code(),
            request,
            entries: loaded.row.entry.map(|entry| (loaded.row.register, entry)).into_iter().collect(),
        };
        Ok(self.0.writer.look(look).await?)
    }
}

/// The key of an inquiry: the register and the job, so that its reply finds the job again.
fn inquiry_id(register: RegisterId, job: EntryId) -> String {
    format!("{}-{job}", register.stored())
}

/// The job of an inquiry.
pub(crate) fn job_of_inquiry(id: &str) -> Option<(RegisterId, EntryId)> {
    let (register, job) = id.split_once('-')?;
    Some((RegisterId::from_stored(register.parse().ok()?), EntryId::parse(job).ok()?))
}

fn basis(network: &str, law: &str) -> String {
    let all = format!("{network}、{law}");
    all.chars().take(Inquiry::LONGEST_BASIS).collect()
}

/// What the events say of the change that was applied for.
fn concluded(facts: &Facts, form: &Application) -> (Answer, Option<String>) {
    let other = facts.facts.iter().any(|fact| matches!(fact.kind, FactKind::Other(_)));
    if other || facts.ending() != Ending::None {
        return (Answer::Differs, None);
    }
    let Sequence::Determined(events) = sequence(&facts.facts) else { return (Answer::CannotTell, None) };
    let Some(When::On(day)) = events.last().map(|event| event.when) else {
        return (Answer::CannotTell, None);
    };
    let last_change = day.to_string();
    let only_name = form.changed.keys().all(|code| code == EntryItem::Name.code());
    let answer = match (only_name && !form.changed.is_empty(), last_change == form.happened_on) {
        (false, _) => Answer::CannotTell,
        (true, true) => Answer::Agrees,
        (true, false) => Answer::Differs,
    };
    (answer, Some(last_change))
}

/// No answer, in whichever way.
pub(crate) fn unheard<T>(outcome: Outcome<T>) -> Heard {
    match outcome {
        Outcome::Answered(_) => Heard::silence("another answer"),
        Outcome::Unavailable { until } => Heard::Silence("unavailable".to_owned(), micros(until)),
        Outcome::Refused { code } => Heard::silence(&format!("refused {code}")),
        Outcome::Unintelligible { saved } => Heard::Silence(saved.why, None),
    }
}

pub(crate) fn own(detail: &dyn std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong on our side.")
        .with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inquiry_names_its_job() {
        let (register, job) = (RegisterId::of("nurse", "JP"), EntryId::new(5, [7; 10]));
        assert_eq!(job_of_inquiry(&inquiry_id(register, job)), Some((register, job)));
        assert_eq!(job_of_inquiry("reply"), None);
    }

    #[test]
    fn events_confirm_a_name_only_on_their_day() {
        let facts = |text: &str| wire::facts(&serde_json::from_str(text).unwrap()).unwrap();
        let married = facts(
            r#"{"as_of": "2026-03-31", "facts": [{"fact_id": "1", "kind": "marriage", "on": "2026-03-20", "order": 1}]}"#,
        );
        let form = |day: &str, codes: &[&str]| Application {
            changed: codes.iter().map(|code| ((*code).to_owned(), "x".to_owned())).collect(),
            happened_on: day.to_owned(),
            ..Application::default()
        };
        let said = |form: &Application| concluded(&married, form).0;
        assert_eq!(said(&form("2026-03-20", &["name"])), Answer::Agrees);
        assert_eq!(said(&form("2026-03-21", &["name"])), Answer::Differs);
        assert_eq!(said(&form("2026-03-20", &["name", "domicile"])), Answer::CannotTell, "no 本籍 is told");
        let nothing = facts(r#"{"as_of": "2026-03-31", "facts": []}"#);
        assert_eq!(concluded(&nothing, &form("2026-03-20", &["name"])).0, Answer::CannotTell);
        let dead = facts(
            r#"{"as_of": "2026-03-31", "facts": [{"fact_id": "1", "kind": "death", "on": "2026-03-20"}]}"#,
        );
        assert_eq!(concluded(&dead, &form("2026-03-20", &["name"])).0, Answer::Differs, "a person looks");
        let open = facts(
            r#"{"as_of": "2026-03-31", "facts": [
            {"fact_id": "1", "kind": "marriage", "between": ["2026-01-01", "2026-03-20"]},
            {"fact_id": "2", "kind": "divorce", "between": ["2026-01-01", "2026-03-20"]}]}"#,
        );
        assert_eq!(concluded(&open, &form("2026-03-20", &["name"])).0, Answer::CannotTell);
    }
}
