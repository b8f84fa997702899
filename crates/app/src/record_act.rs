//! Recording a legal act upon an entry.

use jiff::civil::Date;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::number::normalise_number;
use registry::record::Basis;
use registry::step::step;
use store::ledger::{Appended, Facts, Idempotency, NewRecord};
use store::writer::fresh_stamp;

use crate::act_body::{body_of, digest};
use crate::show_entry::no_such_entry;
use crate::time::today_in_japan;
use crate::transfer_entry::refuse_half;
use crate::{Actor, App, AppError, ErrorKind, Role};

/// Readings of an entry at most until its present and its acts agree: acts upon one entry are rare.
const READ_AT_MOST: u32 = 3;

/// An act that somebody orders.
#[derive(Clone, Debug)]
pub struct ActOrder {
    /// The entry's id; for an act that begins one: `qualification/authority` of its register.
    pub target: String,
    /// The act.
    pub act: Act,
    /// 効力を生ずる日.
    pub effective_on: Date,
    /// On what ground: a case, a decision's number.
    pub ground: String,
    /// The items of the act, by rule code.
    pub items: Vec<(String, String)>,
    /// The version that the orderer has seen; `None` when it does not matter.
    pub seen_version: Option<i64>,
    /// The orderer's own key: the same order twice is carried out once.
    pub key: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActOutcome {
    /// The entry.
    pub entry: String,
    /// Its version now.
    pub version: i64,
    /// Whether it had been carried out before under the same key.
    pub repeated: bool,
}

impl App {
    /// Records an act: decided by the table of states, checked against the version seen, durable when this returns.
    ///
    /// # Errors
    /// What the law or the state of the entry refuses, and when somebody was faster.
    pub async fn record_act(&self, actor: &Actor, order: &ActOrder) -> Result<ActOutcome, AppError> {
        may_record(actor)?;
        let decided = match refuse_half(order.act) {
            Ok(()) => self.decide(actor, order).await,
            Err(refusal) => Err(refusal),
        };
        let record = match decided {
            Ok(record) => record,
            // Carried out before, the same act may no longer be allowed: then its first outcome is the answer.
            Err(refusal) => return self.carried_out_before(actor, order).await?.ok_or(refusal),
        };
        outcome_of(self.0.writer.record(record).await?)
    }

    /// The outcome of the same order under the same key, when there was one.
    async fn carried_out_before(
        &self,
        actor: &Actor,
        order: &ActOrder,
    ) -> Result<Option<ActOutcome>, AppError> {
        let Some(key) = &order.key else { return Ok(None) };
        let register = if order.act.begins() {
            self.register_named(&order.target).map(|(q, a)| RegisterId::of(q, a))?
        } else {
            self.entry_in_reach(actor, &order.target).await?.0.register
        };
        let mut reader = self.0.db.reader().await?;
        let earlier = store::ledger::earlier(&mut reader, register, &actor.name, key).await?;
        match earlier {
            Some((digest, ..)) if digest != self::digest(order, &body_of(order)?) => {
                Err(store::StoreError::KeyReused.into())
            }
            Some((_, entry, version)) => {
                Ok(Some(ActOutcome { entry: entry.to_string(), version, repeated: true }))
            }
            None => Ok(None),
        }
    }

    /// Loads the facts and decides; nothing is written.
    pub(crate) async fn decide(&self, actor: &Actor, order: &ActOrder) -> Result<NewRecord, AppError> {
        let mut body = body_of(order)?;
        let digest = digest(order, &body);
        let (register, entry, history, before) = if order.act.begins() {
            let (qualification, authority) = self.register_named(&order.target)?;
            if !actor.reach.covers(authority) {
                return Err(AppError::new(
                    ErrorKind::NotPermitted,
                    "この籍の権限がありません。",
                    "Not your register.",
                ));
            }
            let register = self.ensure_register(qualification, authority).await?;
            let stamp = fresh_stamp()?;
            let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
            (register, EntryId::new(millis, stamp.random), Vec::new(), None)
        } else {
            let Facts { row, history } = self.facts_in_reach(actor, &order.target).await?;
            (row.register, row.id, history, Some(row.present))
        };
        if let (Act::Erasure, Some(present)) = (order.act, &before) {
            let number = registry::item::get(present, EntryItem::Number).unwrap_or_default();
            body.set(EntryItem::Number, number).map_err(store_text)?;
        }
        let version = i64::try_from(history.len()).unwrap_or(i64::MAX).saturating_add(1);
        if order.seen_version.is_some_and(|seen| seen != version - 1) {
            return Err(outdated(Some(version - 1)));
        }
        let after = step(&history, order.act, order.effective_on, &body, today_in_japan())
            .map_err(|refusal| AppError::of(ErrorKind::Conflict, refusal.words()))?;
        let number_key =
            after.items().get(EntryItem::Number).map(normalise_number).transpose().map_err(|f| {
                AppError::new(ErrorKind::BadInput, format!("登録番号: {}", f.ja()), f.to_string())
            })?;
        let erases = body.get(EntryItem::ErasedVersion).and_then(|version| version.parse().ok());
        Ok(NewRecord {
            register,
            entry,
            version,
            act: order.act,
            effective_on: order.effective_on.to_string(),
            basis: self.basis(actor, order, register),
            number_key: number_key.map(std::borrow::Cow::into_owned).unwrap_or_default(),
            after: after.stored().to_owned(),
            before,
            idempotency: order.key.as_ref().map(|key| Idempotency { key: key.clone(), digest }),
            erases: erases.filter(|_| order.act == Act::Erasure),
            body: body.into_stored(),
        })
    }

    /// An entry and its acts, as of one moment.
    async fn facts_in_reach(&self, actor: &Actor, id: &str) -> Result<Facts, AppError> {
        let id = EntryId::parse(id).map_err(|_| no_such_entry())?;
        let within = |facts: &Facts| {
            self.register_of(facts.row.register).is_some_and(|r| actor.reach.covers(&r.authority))
        };
        let mut found = None;
        for _ in 0..READ_AT_MOST {
            let mut all = self.0.lookups.facts(id).await?;
            all.retain(within);
            let facts = all.into_iter().next().ok_or_else(no_such_entry)?;
            if facts.agree() {
                return Ok(facts);
            }
            // An act was recorded between the reading of the one and of the other.
            found = Some(facts.row.version);
        }
        Err(outdated(found))
    }

    fn basis(&self, actor: &Actor, order: &ActOrder, register: RegisterId) -> Basis {
        let qualification = self.register_of(register).map(|r| r.qualification).unwrap_or_default();
        let rules = self.0.rules.on(order.effective_on);
        Basis {
            actor: actor.name.clone(),
            ground: order.ground.clone(),
            citation: rules
                .act_citation(order.act.code(), &qualification)
                .map_or_else(|| "要確認（根拠規定は未確認）".to_owned(), str::to_owned),
            rules_digest: *self.0.rules.digest().as_bytes(),
        }
    }

    fn register_named<'t>(&self, target: &'t str) -> Result<(&'t str, &'t str), AppError> {
        let unknown = || {
            AppError::new(
                ErrorKind::BadInput,
                format!("籍は「資格ID/登録権者」で指定してください（例 nurse/JP）: {target}"),
                format!("name the register as qualification/authority (nurse/JP): {target}"),
            )
        };
        let (qualification, authority) = target.split_once('/').ok_or_else(unknown)?;
        let known = self.0.rules.on(today_in_japan()).authorities_of(qualification);
        if known.iter().any(|a| a.code == authority) {
            Ok((qualification, authority))
        } else {
            Err(unknown())
        }
    }
}

/// Acts are recorded by registrars.
pub(crate) fn may_record(actor: &Actor) -> Result<(), AppError> {
    if actor.roles.contains(&Role::Registrar) {
        return Ok(());
    }
    Err(AppError::new(ErrorKind::NotPermitted, "この操作の権限がありません。", "You may not record acts."))
}

/// What became of a record, for who ordered the act.
pub(crate) fn outcome_of(appended: Appended) -> Result<ActOutcome, AppError> {
    match appended {
        Appended::Written { entry, version, .. } => {
            Ok(ActOutcome { entry: entry.to_string(), version, repeated: false })
        }
        Appended::Repeated { entry, version } => {
            Ok(ActOutcome { entry: entry.to_string(), version, repeated: true })
        }
        Appended::Conflict { found } => Err(outdated(found)),
        Appended::NumberTaken => Err(AppError::new(
            ErrorKind::Conflict,
            "この登録番号はすでに使われています。",
            "The number is taken in this register.",
        )),
        Appended::KeyReused => Err(store::StoreError::KeyReused.into()),
        Appended::Undone => Err(AppError::new(
            ErrorKind::Conflict,
            "一緒に記録するはずの行為が記録できないため、記録しませんでした。",
            "Another act that belongs to it could not be recorded, so neither was.",
        )),
    }
}

/// What the register holds it once accepted; that it is refused now cannot happen.
fn store_text(error: registry::item::ControlCharacter) -> AppError {
    AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong.").with_detail(error)
}

fn outdated(found: Option<i64>) -> AppError {
    let version = found.map_or_else(|| "-".to_owned(), |v| v.to_string());
    AppError::new(
        ErrorKind::Conflict,
        format!("ほかの人が先に記録しました（現在の版は {version}）。内容を確認してやり直してください。"),
        format!("Somebody was faster: the entry has version {version} now."),
    )
}
