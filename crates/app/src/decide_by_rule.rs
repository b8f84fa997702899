//! Deciding by rule: where every fact agrees exactly and the authority has switched it on, at once; else it is an officer's.

use law::{Both, Lang, Procedure, Weighed};
use registry::case::by_rule::{FoundFact, Question, Reason, UsedFact, Verdict, by_rule, weighed};
use registry::case::{Command, DecidedBy, State, Who};
use serde_json::json;
use store::case::Beside;
use store::entry::EntryRow;
use store::outbox::{self, Job};

use crate::ask_koseki::CASE_PURPOSE;
use crate::cases::{
    By, CARD, CaseKey, ENTRY, EXAM, EXAM_LIST, IDENTITY, KOSEKI_INQUIRY, Loaded, Moving, RESIDENTS, RULE,
    facts_of, today_for,
};
use crate::corrections::ever_disqualified;
use crate::sign_in::random;
use crate::signed_papers::ask_again;
use crate::time::now_micros;
use crate::work_outbox::Worked;
use crate::{Actor, App, AppError, Channel, Reach, Role};

/// The kind of record under which the facts stand on which it was decided.
const FACTS: &str = "by-rule";
/// The task of looking at a decision by rule again.
const REVIEW: &str = "review-by-rule";
/// The rules' number: one in so many is looked at again.
const REVIEW_ONE_IN: &str = "review-one-in";

impl App {
    /// Decides a case by rule if the facts allow it; asks a source again whose answer has grown old.
    pub(crate) async fn try_by_rule(&self, job: &Job) -> Result<Worked, AppError> {
        let Some(key) = CaseKey::of(job) else { return Ok(Worked::Never("no case".to_owned())) };
        let loaded = self.load_case(key).await?;
        let verdict = match &loaded.case.state {
            State::Examination => self.verdict(&loaded).await?,
            _ => None,
        };
        match verdict {
            Some(Verdict::ByRule { facts }) => self.grant_by_rule(loaded, job, &facts).await?,
            Some(Verdict::Desk { reasons }) if grown_old(&reasons) => self.ask_anew(loaded, job).await?,
            _ => _ = outbox::done(&self.0.db, job, now_micros()).await?,
        }
        Ok(Worked::Done)
    }

    /// Why an officer decides a case that waits for one; empty where the rules may.
    pub(crate) async fn why_at_desk(&self, loaded: &Loaded) -> Result<Vec<Both>, AppError> {
        let Some(Verdict::Desk { reasons }) = self.verdict(loaded).await? else { return Ok(Vec::new()) };
        Ok(reasons.iter().map(|reason| reason.words(|code| self.fact_words(code))).collect())
    }

    /// What a fact is called on which the rules decide, or a source of it.
    fn fact_words(&self, code: &str) -> Both {
        match code {
            IDENTITY => Both::new("本人であること", "who applies"),
            EXAM => Both::new("試験の合格", "the examination"),
            ENTRY => Both::new("登録の内容", "the entry"),
            EXAM_LIST => Both::new("合格者の名簿", "the list of those who passed"),
            _ => match (self.rules().document(code), self.rules().item(code)) {
                (Some(document), _) => Both::new(document.label(Lang::Ja), document.label(Lang::En)),
                (None, Some(item)) => Both::new(&item.label_ja, &item.label_en),
                (None, None) => self.code_words(code),
            },
        }
    }

    /// By rule or at the desk; nothing for a procedure that the program does not know.
    async fn verdict(&self, loaded: &Loaded) -> Result<Option<Verdict>, AppError> {
        let Some(procedure) = Procedure::from_code(&loaded.row.procedure) else { return Ok(None) };
        let present = self.entry_of(loaded).await?.map(|entry| entry.present).unwrap_or_default();
        let today = self.today();
        let switched_on = self.is_by_rule(&loaded.register.authority, procedure).await?;
        let changed: Vec<&str> = loaded.form.changed.keys().map(String::as_str).collect();
        let facts = self.facts(loaded, &present).await?;
        let signed = self.signed_ways(&loaded.form);
        let signed: Vec<&str> = signed.iter().map(|signed| signed.way.as_str()).collect();
        let mut weighed = weighed(&loaded.case, loaded.form.channel());
        if !weighed.contains(&Weighed::DeclaredYes) && ever_disqualified(&loaded.records) {
            weighed.push(Weighed::DeclaredYes);
        }
        let question = Question {
            qualification: &loaded.register.qualification,
            procedure,
            kind: loaded.form.kind(),
            changed: &changed,
            weighed: &weighed,
            facts: &facts,
            signed: &signed,
            switched_on,
        };
        // What may be decided by rule is asked of the law of the day on which it is decided.
        Ok(Some(by_rule(&self.rules().on(today), &question)))
    }

    /// What the sources said, compared with the application.
    async fn facts(&self, loaded: &Loaded, present: &str) -> Result<Vec<FoundFact>, AppError> {
        let exam = self.exam_of(loaded).await?;
        Ok(facts_of(loaded, present, (self.today(), exam)))
    }

    /// Whether the card is the applicant's, to the character.
    pub(crate) async fn is_exact(&self, loaded: &Loaded) -> Result<bool, AppError> {
        let present = self.entry_of(loaded).await?.map(|entry| entry.present).unwrap_or_default();
        let facts = self.facts(loaded, &present).await?;
        Ok(facts.iter().any(|fact| fact.fact == IDENTITY && fact.equal && !fact.substitutes))
    }

    async fn grant_by_rule(&self, loaded: Loaded, job: &Job, facts: &[UsedFact]) -> Result<(), AppError> {
        let granting = self.granting(&by_the_rules(), &loaded, true).await?;
        let register = loaded.row.register;
        self.note_case_look(&loaded, format!("by rule {}", loaded.row.id)).await?;
        let sampled = self.is_sampled(&loaded)?;
        let mut moving = Moving::of(self, loaded)?;
        let by = By { by_rule: true, ..By::plain(Who::System, RULE) };
        moving.take(&Command::Grant { by: DecidedBy::Rule, ground: String::new() }, by)?;
        moving.beside(Beside::Record(FACTS, facts_text(facts)));
        if sampled {
            moving.task(REVIEW, String::new());
        }
        granting.go_with(&mut moving);
        moving.beside(Beside::Done(job.id));
        moving.write().await?;
        tracing::info!(register = register.stored(), "decided by rule");
        Ok(())
    }

    /// Whether a person looks at it again: by chance, so that nobody can know.
    fn is_sampled(&self, loaded: &Loaded) -> Result<bool, AppError> {
        let rules = self.rules().on(today_for(&loaded.form, self));
        let one_in = rules.case_value(REVIEW_ONE_IN).yes().map_or(1, |value| value.value().number.max(1));
        Ok(u64::from_be_bytes(random::<8>()?).is_multiple_of(u64::from(one_in)))
    }

    async fn ask_anew(&self, loaded: Loaded, job: &Job) -> Result<(), AppError> {
        let known = |source: &String| {
            source == CARD || loaded.case.answers.iter().any(|answered| answered.source == *source)
        };
        let sources: Vec<String> = self.sources_of(&loaded).into_iter().filter(known).collect();
        let mut moving = Moving::of(self, loaded)?;
        ask_again(&mut moving, &sources)?;
        moving.beside(Beside::Done(job.id));
        moving.write().await
    }

    /// The sources that can be asked about a case: the card, both registers, its signed files.
    pub(crate) fn sources_of(&self, loaded: &Loaded) -> Vec<String> {
        let signed = self.signed_ways(&loaded.form).into_iter().map(|signed| signed.way);
        [CARD, KOSEKI_INQUIRY, RESIDENTS].map(str::to_owned).into_iter().chain(signed).collect()
    }

    /// The entry that a case is about.
    pub(crate) async fn entry_of(&self, loaded: &Loaded) -> Result<Option<EntryRow>, AppError> {
        let Some(entry) = loaded.row.entry else { return Ok(None) };
        let mut reader = self.0.db.quick_reader().await?;
        Ok(store::entry::by_id(&mut reader, &[loaded.row.register], entry).await?)
    }
}

/// Nothing speaks against it but the age of what was said.
fn grown_old(reasons: &[Reason]) -> bool {
    reasons.iter().all(|reason| matches!(reason, Reason::Stale { .. }))
}

fn facts_text(facts: &[UsedFact]) -> Vec<u8> {
    let all: Vec<_> = facts
        .iter()
        .map(|used| json!({ "fact": used.fact, "source": used.source, "citation": used.citation }))
        .collect();
    json!(all).to_string().into_bytes()
}

/// Who records what the rules decide.
fn by_the_rules() -> Actor {
    Actor {
        name: RULE.to_owned(),
        purpose: CASE_PURPOSE.to_owned(),
        channel: Channel::Job,
        roles: vec![Role::Registrar],
        reach: Reach::All,
    }
}

/// The words of a procedure's code, for the switch.
pub(crate) fn procedure_words(code: &str) -> Both {
    Procedure::from_code(code)
        .map_or_else(|| Both::new(code, code), |p| Both::new(p.label(Lang::Ja), p.label(Lang::En)))
}
