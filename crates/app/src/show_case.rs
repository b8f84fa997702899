//! A case as its applicant and as the desk see it.

use jiff::Timestamp;
use law::{Both, Lang, Procedure};
use registry::act::Act;
use registry::case::{State, Who, tells};
use registry::item::EntryItem;
use registry::present::Present;
use registry::step::fold;
use store::case::{Around, CaseRow};
use store::disclosure::Disclosure;

use crate::cases::{Application, CaseKey, Loaded, papers_account, read, today_for};
use crate::entry_words::item_label;
use crate::fetch_koseki::KosekiSaid;
use crate::grant::{CONFIRMATION, ground_of};
use crate::handle_case::may_handle;
use crate::tell_payment::{offered, retold, waited_for};
use crate::view::case::answer_code;
use crate::view::{CaseLine, CaseView, ChangeView, HappenedView};
use crate::{Actor, App, AppError, Applying, PaperView};

/// Cases of one state and register that the desk's queue shows.
const QUEUE: u32 = 200;

impl App {
    /// The applicant's own case.
    ///
    /// # Errors
    /// There is none of this account.
    pub async fn show_own_case(&self, who: &Applying, key: CaseKey) -> Result<CaseView, AppError> {
        Ok(self.show_own_case_and_papers(who, key).await?.0)
    }

    /// The applicant's own case, and the papers that were sent for it.
    ///
    /// # Errors
    /// There is none of this account.
    pub async fn show_own_case_and_papers(
        &self,
        who: &Applying,
        key: CaseKey,
    ) -> Result<(CaseView, Vec<PaperView>), AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        self.case_view(loaded, key, Who::Applicant).await
    }

    /// The cases of an applicant, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_own_cases(&self, who: &Applying) -> Result<Vec<CaseLine>, AppError> {
        let cases = store::case::of_account(&mut self.0.db.quick_reader().await?, &who.account).await?;
        Ok(cases.iter().filter_map(|row| self.line(row)).collect())
    }

    /// A case for the desk; the look is recorded before the answer leaves.
    ///
    /// # Errors
    /// There is none within this officer's reach.
    pub async fn show_case(&self, actor: &Actor, key: CaseKey) -> Result<CaseView, AppError> {
        may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        let look = Disclosure {
            at: crate::time::now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("case {}", key.id),
            entries: loaded.row.entry.map(|entry| (key.register, entry)).into_iter().collect(),
        };
        self.0.writer.look(look).await?;
        Ok(self.case_view(loaded, key, Who::Officer).await?.0)
    }

    /// What waits at the desk, longest first: in any of these stages.
    ///
    /// # Errors
    /// Not an officer's.
    pub async fn list_cases(&self, actor: &Actor, stages: &[&str]) -> Result<Vec<CaseLine>, AppError> {
        may_handle(actor)?;
        let registers = self.registers();
        let reached: Vec<_> =
            registers.iter().filter(|r| actor.reach.covers(&r.authority)).map(|r| r.id).collect();
        let cases = store::case::queue(&mut self.0.db.reader().await?, &reached, stages, QUEUE).await?;
        Ok(cases.iter().filter_map(|row| self.line(row)).collect())
    }

    /// The stages at which a case can stand, in their order: code and words.
    #[must_use]
    pub fn stages(&self) -> Vec<(&'static str, Both)> {
        let words = |stage: law::CaseStage| Both::new(stage.label(Lang::Ja), stage.label(Lang::En));
        law::CaseStage::ALL.iter().map(|(code, stage)| (*code, words(*stage))).collect()
    }

    pub(crate) fn line(&self, row: &CaseRow) -> Option<CaseLine> {
        let stage = read(row).ok()?.stage();
        let register = self.register_of(row.register)?;
        Some(CaseLine {
            key: CaseKey { register: row.register, id: row.id },
            qualification: self.register_names(&register, self.today()).qualification,
            procedure: procedure_name(&row.procedure),
            stage: (stage.code(), Both::new(stage.label(Lang::Ja), stage.label(Lang::En))),
            since: at(row.moved_at),
        })
    }

    async fn case_view(
        &self,
        loaded: Loaded,
        key: CaseKey,
        who: Who,
    ) -> Result<(CaseView, Vec<PaperView>), AppError> {
        let around = store::case::around(
            &mut self.0.db.quick_reader().await?,
            &loaded.row,
            &papers_account(&loaded.row),
        )
        .await?;
        let papers = around.papers.iter().map(PaperView::of).collect();
        let payment = waited_for(&loaded, &around)?;
        let paying = payment.as_ref().map(|learned| learned.paying(self.today()));
        let pay = payment.as_ref().and_then(|learned| learned.payable(self.today()));
        let Around { entry, events, .. } = around;
        let names = self.register_names(&loaded.register, self.today());
        let before = self.before_grant(&loaded).await?;
        let now = entry.as_ref().map_or("", |entry| entry.present.as_str());
        let present = before.as_ref().map_or(now, Present::stored);
        let happened = |event: store::case::CaseEvent| HappenedView {
            kind: event.kind,
            at: at(event.at),
            actor: event.actor,
        };
        let view = CaseView {
            key,
            tells: tells(&loaded.case)
                .into_iter()
                .map(|told| retold(told.into(), (paying.as_ref(), loaded.form.paper.is_some())))
                .collect(),
            may: offered(&loaded, (who, paying.as_ref())),
            changes: self.changes(&loaded.form, present),
            corrections: self.corrections(&loaded.records),
            law: self.law_of_case(&loaded),
            koseki: KosekiSaid::of(&loaded.records),
            signed: self.signed_found(&loaded),
            posts: loaded.case.terms.iter().flat_map(|terms| terms.posts.iter().cloned()).collect(),
            confirmed: loaded.records.iter().any(|record| record.kind == CONFIRMATION),
            answers: loaded.case.answers.iter().map(|a| (a.source.clone(), answer_code(a.answer))).collect(),
            pay,
            paying,
            refund: loaded.case.refund_yen(),
            history: events.into_iter().map(happened).collect(),
            version: loaded.row.version,
            qualification: (loaded.register.qualification, names.qualification),
            authority: (loaded.register.authority, names.authority),
            procedure: (loaded.row.procedure.clone(), procedure_name(&loaded.row.procedure)),
            entry: loaded.row.entry.map(|entry| entry.to_string()),
            addressee: addressee(&loaded.form, now),
            form: loaded.form,
        };
        Ok((view, papers))
    }

    /// The entry as it stood before the act of a case that was granted: what has changed is told as it did, and not twice as it is now.
    async fn before_grant(&self, loaded: &Loaded) -> Result<Option<Present>, AppError> {
        let (State::Granted(_), Some(entry)) = (&loaded.case.state, loaded.row.entry) else {
            return Ok(None);
        };
        if loaded.form.changed.is_empty() {
            return Ok(None);
        }
        let key = [(loaded.row.register, entry)];
        let histories = store::ledger::histories(&mut self.0.db.quick_reader().await?, &key).await?;
        let ground = ground_of(loaded.row.id);
        let before = histories.into_iter().flatten().map(|(record, _)| record);
        let before: Vec<_> = before.take_while(|record| record.basis.ground != ground).collect();
        Ok(Some(fold(&before)))
    }

    fn changes(&self, form: &Application, present: &str) -> Vec<ChangeView> {
        let old = |code: &str| EntryItem::of_code(code).and_then(|item| registry::item::get(present, item));
        // In the order of a register: who it is before where they live.
        let place = |code: &str| self.rules().items().iter().position(|item| item.code == code);
        let mut changed: Vec<_> = form.changed.iter().collect();
        changed.sort_by_key(|(code, _)| place(code));
        let view = |(code, new): (&String, &String)| ChangeView {
            name: label(self.rules(), code),
            old: old(code).unwrap_or_default().to_owned(),
            code: code.clone(),
            new: new.clone(),
        };
        changed.into_iter().map(view).collect()
    }

    /// The provision by which a case is granted.
    pub(crate) fn law_of_case(&self, loaded: &Loaded) -> String {
        self.provision_of((&loaded.form, &loaded.row.procedure), &loaded.register.qualification)
    }

    /// The provision by which an application is granted.
    pub(crate) fn provision_of(
        &self,
        (form, procedure): (&Application, &str),
        qualification: &str,
    ) -> String {
        let rules = self.rules().on(today_for(form, self));
        let procedure = Procedure::from_code(procedure);
        let Some(rule) = procedure.and_then(|procedure| rules.procedure(procedure).yes()) else {
            return String::new();
        };
        let act = rule.value().ledger_act.as_deref().and_then(Act::of_code);
        let own = act.and_then(|act| rules.act_citation(act.code(), qualification));
        own.unwrap_or(rule.citation()).to_owned()
    }
}

fn procedure_name(code: &str) -> Both {
    Procedure::from_code(code)
        .map_or_else(|| Both::new(code, code), |p| Both::new(p.label(Lang::Ja), p.label(Lang::En)))
}

/// What an item is called.
pub(crate) fn label(rules: &law::Rules, code: &str) -> Both {
    item_label(rules, EntryItem::of_code(code).unwrap_or(EntryItem::Other), code)
}

fn at(micros: i64) -> String {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// Who applied on paper: by the name as it is to be, else as it is registered.
fn addressee(form: &Application, present: &str) -> String {
    if form.paper.is_none() {
        return String::new();
    }
    let changed = form.changed.get(EntryItem::Name.code()).map(String::as_str);
    changed.or_else(|| registry::item::get(present, EntryItem::Name)).unwrap_or_default().to_owned()
}
