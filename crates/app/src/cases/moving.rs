//! Moving a case: steps of the state machine one after the other, written in one transaction.

use registry::case::{Case, Command, Event, Facts, Refusal, Signature, State, Who, apply, step};
use registry::ids::EntryId;
use registry::requirement::Requirements;
use store::case::{Beside, CaseRow, CaseStep, NewEvent, Stepped};
use store::ledger::NewRecord;
use store::portal::AccountKey;
use store::writer::fresh_stamp;

use super::{Application, CaseKey, DECIDE, Loaded, SYSTEM, follow};
use crate::{App, AppError, ErrorKind};

/// The rules' numbers of cases.
const PAYABLE_DAYS: &str = "payable-days";

/// Who commands, and what is known of the application.
#[derive(Clone, Copy)]
pub(crate) struct By<'a> {
    pub(crate) who: Who,
    /// The name in the history.
    pub(crate) name: &'a str,
    pub(crate) asked: Option<&'a Requirements>,
    pub(crate) signature: Signature,
    /// Do the facts allow a decision by rule?
    pub(crate) by_rule: bool,
}

impl<'a> By<'a> {
    pub(crate) const fn plain(who: Who, name: &'a str) -> Self {
        Self { who, name, asked: None, signature: Signature::Missing, by_rule: false }
    }
}

/// A case on the move.
pub(crate) struct Moving<'a> {
    app: &'a App,
    row: CaseRow,
    case: Case,
    form: Application,
    events: Vec<NewEvent>,
    beside: Vec<Beside>,
    act: Option<NewRecord>,
    first_id: EntryId,
    ids: u64,
    now: i64,
}

impl<'a> Moving<'a> {
    /// From where it stands.
    pub(crate) fn of(app: &'a App, loaded: Loaded) -> Result<Self, AppError> {
        Self::new(app, loaded.row, loaded.case, loaded.form)
    }

    /// From a draft: `row` has no event yet.
    pub(crate) fn new(app: &'a App, row: CaseRow, case: Case, form: Application) -> Result<Self, AppError> {
        let stamp = fresh_stamp()?;
        let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
        let first_id = EntryId::new(millis, stamp.random);
        let (events, beside) = (Vec::new(), Vec::new());
        Ok(Self { app, row, case, form, events, beside, act: None, first_id, ids: 0, now: stamp.recorded_at })
    }

    pub(crate) const fn case(&self) -> &Case {
        &self.case
    }

    /// A new id for something that is written beside.
    pub(super) fn id(&mut self) -> EntryId {
        self.ids += 1;
        self.first_id.following(self.ids)
    }

    pub(crate) fn beside(&mut self, thing: Beside) {
        self.beside.push(thing);
    }

    pub(crate) fn with_act(&mut self, act: NewRecord) {
        self.row.entry = Some(act.entry);
        self.act = Some(act);
    }

    /// Takes one step; tells whether anything happened.
    pub(crate) fn take(&mut self, command: &Command, by: By<'_>) -> Result<bool, AppError> {
        let rules = self.app.rules().on(super::today_for(&self.form, self.app));
        let facts = Facts {
            who: by.who,
            asked: by.asked,
            signature: by.signature,
            by_rule: by.by_rule,
            two_officers: super::two_officers(&rules, &self.row.procedure),
        };
        let events = step(&self.case, command, &facts, &rules).map_err(|refusal| refused(&refusal))?;
        for event in &events {
            self.happen(event, by.name);
        }
        Ok(!events.is_empty())
    }

    fn happen(&mut self, event: &Event, name: &str) {
        self.case = apply(self.case.clone(), event);
        self.events.push(NewEvent {
            kind: event.kind().to_owned(),
            at: self.now,
            actor: name.to_owned(),
            body: event.to_text(),
        });
        follow::follow(self, event);
    }

    /// The kinds of what has happened, each once.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        let earlier = |at: usize, kind: &str| self.events.iter().take(at).any(|event| event.kind == kind);
        let kinds = self.events.iter().map(|event| event.kind.as_str()).enumerate();
        kinds.filter(move |(at, kind)| !earlier(*at, kind)).map(|(_, kind)| kind)
    }

    pub(super) const fn row(&self) -> &CaseRow {
        &self.row
    }

    pub(super) const fn form(&self) -> &Application {
        &self.form
    }

    pub(crate) const fn now(&self) -> i64 {
        self.now
    }

    /// What the register itself does as soon as it can: receive what was sent, ask for what is due.
    pub(crate) fn drive(&mut self) -> Result<(), AppError> {
        let by = By::plain(Who::System, SYSTEM);
        if self.case.state == State::Submitted {
            self.take(&Command::Receive, by)?;
        }
        let unasked = match &self.case.state {
            State::Waiting(waits) => waits.payment.as_ref().is_some_and(|payment| payment.wish.is_none()),
            _ => false,
        };
        // What came on paper is paid by stamps or at the counter.
        if unasked && self.form.paper.is_none() { self.ask_payment(by).map(|_| ()) } else { Ok(()) }
    }

    /// Asks for the payment that is due: with a key of its own, until a day.
    pub(crate) fn ask_payment(&mut self, by: By<'_>) -> Result<bool, AppError> {
        let wish = self.id().to_string();
        let today = self.app.today();
        // Where the rules say no number an officer has to: numbers are asked for until the day itself.
        let until = self.app.day_after(PAYABLE_DAYS, today).unwrap_or(today).to_string();
        self.take(&Command::AskPayment { wish, until }, by)
    }

    /// Where the browser of whoever pays goes afterwards: to the page of the case, if it has an applicant who has one.
    pub(super) fn way_back(&self) -> Option<String> {
        self.row.account?;
        let key = CaseKey { register: self.row.register, id: self.row.id };
        let portal = self.app.systems()?.portal()?;
        portal.url.join(&format!("/portal/cases/{}/paid", key.address())).ok().map(String::from)
    }

    /// What is to be examined is looked at by rule first.
    fn look_by_rule(&mut self) {
        if self.case.state == State::Examination && !self.events.is_empty() {
            follow::job(self, DECIDE, String::new(), 0);
        }
    }

    /// A task of the desk about this case.
    pub(crate) fn task(&mut self, kind: &str, about: String) {
        follow::task(self, kind, about);
    }

    fn step(mut self) -> (CaseStep, &'a App) {
        self.look_by_rule();
        follow::tell_by_post(&mut self);
        let stage = self.case.stage().code();
        let moved_at = if stage == self.row.state { self.row.moved_at } else { self.now };
        let after = CaseRow { state: stage.to_owned(), folded: self.case.to_text(), moved_at, ..self.row };
        (CaseStep { after, events: self.events, act: self.act, beside: self.beside }, self.app)
    }

    /// Writes what happened; when nothing did, nothing is written.
    pub(crate) async fn write(self) -> Result<(), AppError> {
        if self.events.is_empty() && self.beside.is_empty() {
            return Ok(());
        }
        let (step, app) = self.step();
        let advanced = store::case::advance(&app.0.db, step).await?;
        app.0.news.notify_one();
        match advanced {
            // Whoever took the job before has done what this would do.
            Stepped::Written { .. } | Stepped::JobGone => Ok(()),
            Stepped::Moved { found: None } => Err(super::load::not_there()),
            Stepped::Moved { found: Some(_) } => Err(moved()),
            Stepped::ActRefused(outcome) => Err(moved().with_detail(format!("{outcome:?}"))),
            // Somebody else was registered at the same moment: the next try has the next number.
            Stepped::NumberGone => Err(moved().with_detail("the number was given meanwhile")),
            Stepped::LinkRefused => Err(not_linked()),
        }
    }

    /// Opens the case that it is the first step of.
    pub(crate) async fn open(self, draft: (AccountKey, i64)) -> Result<(), AppError> {
        let (step, app) = self.step();
        let opened = store::case::open(&app.0.db, step, Some(draft)).await?;
        app.0.news.notify_one();
        match opened {
            store::case::Opened::Opened | store::case::Opened::Already => Ok(()),
            store::case::Opened::DraftChanged => Err(draft_changed()),
        }
    }
}

pub(crate) fn moved() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "案件はその間に進んでいます。いまの状態を見直してください。",
        "The case has moved meanwhile. Please look at it as it stands now.",
    )
}

fn not_linked() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "申請者と登録を結び付けられません。申請者のこれまでの登録の結び付きを確かめてください。",
        "The entry cannot be linked to the applicant. Look at the links of their other entries first.",
    )
}

pub(crate) fn draft_changed() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "下書きは別の画面で変わっています。いまの内容を見直してください。入力したものは残っています。",
        "The draft was changed on another page. Please look at it as it is now; what you typed is kept.",
    )
}

/// A legal "no" in the person's words.
pub(crate) fn refused(refusal: &Refusal) -> AppError {
    let kind = match refusal {
        Refusal::NotAttached { .. } | Refusal::NotDeclared { .. } | Refusal::NotSigned { .. } => {
            ErrorKind::BadInput
        }
        _ => ErrorKind::Conflict,
    };
    AppError::of(kind, refusal.words())
}
