//! The documents of a procedure, each needed, omitted by what stands in its place, or to be confirmed.

use jiff::civil::Date;
use law::{
    Alternative, Attachment, AttachmentKey, Both, Channel, Dated, DocumentForm, Established, Fact, Lang,
    OldCertificate, OnlineWay, Procedure, ProcedureRule, QualificationOn, Ruled, Rules, RulesOn,
};

use super::item::{Need, Requirement, UNLISTED, Way};
use super::{CertificateOutcome, Ground, Known, Situation};

/// The document that a rule on certificates speaks of without an attachment rule of its own.
const OLD_CERTIFICATE: &str = "current-certificate";

/// What the papers of one situation turn on.
pub(super) struct Asker<'r, 's> {
    pub(super) q: QualificationOn<'r>,
    pub(super) on: RulesOn<'r>,
    pub(super) s: &'s Situation,
    pub(super) facts: Vec<Fact>,
}

impl<'r> Asker<'r, '_> {
    /// Every document of the procedure, none twice.
    pub(super) fn papers(
        &self,
        rule: &Ruled<'_, ProcedureRule>,
        certificate: &Known<CertificateOutcome>,
    ) -> Vec<Requirement> {
        let mut listed = false;
        let mut all: Vec<Requirement> = Vec::new();
        for (key, found) in self.q.all_attachments().filter(|(key, _)| key.procedure == self.s.procedure) {
            listed = true;
            for item in self.of(key, found) {
                if !all.iter().any(|other| other.code == item.code) {
                    all.push(item);
                }
            }
        }
        if let Known::Yes { value: CertificateOutcome { old: Some(OldCertificate::Returned), .. }, ground } =
            certificate
            && !all.iter().any(|other| other.code == OLD_CERTIFICATE)
        {
            all.push(self.needed(OLD_CERTIFICATE, None, ground.clone(), None));
        }
        if !listed && !rule.value().complete {
            all.push(unlisted(rule));
        }
        all
    }

    /// The lines that one attachment rule makes: none where its conditions are not met.
    fn of(&self, key: &AttachmentKey, found: Established<Ruled<'r, Attachment>>) -> Vec<Requirement> {
        let ruled = match found {
            Established::Yes(ruled) => ruled,
            Established::No(gap) => {
                let reason = Both::new(gap.message(Lang::Ja), gap.message(Lang::En));
                let ground = Known::<()>::gap(&gap).ground().cloned();
                return vec![self.open(&key.code, None, reason, ground)];
            }
        };
        let a = ruled.value();
        let met = |fact: &Fact| *fact == Fact::CounterPractice || self.facts.contains(fact);
        if !a.only_when.iter().all(met) {
            return Vec::new();
        }
        if a.only_when.contains(&Fact::CounterPractice) {
            let words = Fact::CounterPractice;
            let reason = Both::new(
                format!("要確認（{}）", a.condition.as_deref().unwrap_or(words.label(Lang::Ja))),
                format!("to be confirmed by an officer ({})", words.label(Lang::En)),
            );
            return vec![self.open(&key.code, Some(&a.name), reason, Some(Ground::of(&ruled)))];
        }
        let alternative =
            self.on.alternatives(&key.code).find(|x| x.value().holder == self.s.applicant.kind.code());
        let mut lines = vec![self.main(key, &ruled, alternative)];
        lines.extend(alternative.and_then(|x| self.beside(&x)));
        lines
    }

    /// The document itself, or what somebody of this kind attaches instead; omitted where something stands in its place.
    fn main(
        &self,
        key: &AttachmentKey,
        ruled: &Ruled<'r, Attachment>,
        other: Option<Ruled<'r, Alternative>>,
    ) -> Requirement {
        let a = ruled.value();
        let remark = a.scope.clone().or_else(|| a.condition.clone());
        if let Some(omitted) = self.omission(key, a) {
            let name = label(self.on.rules(), &key.code, Some(&a.name));
            return Requirement {
                code: key.code.clone(),
                name,
                remark,
                need: omitted,
                ground: Some(Ground::of(ruled)),
            };
        }
        if let Some(other) = other {
            return self.needed(&other.value().document, None, Ground::of(&other), remark);
        }
        if let Some(lacking) = self.on.lacks(&key.code, self.s.applicant.kind) {
            let who = lacking.value();
            let reason = Both::new(
                format!("要確認（{}にはないため）", who.label(Lang::Ja)),
                format!("to be confirmed by an officer ({} has none)", who.label(Lang::En)),
            );
            return self.open(&key.code, Some(&a.name), reason, Some(Ground::of(&lacking)));
        }
        self.needed(&key.code, Some(a), Ground::of(ruled), remark)
    }

    /// What somebody without Japanese nationality attaches besides, in this procedure.
    fn beside(&self, alternative: &Ruled<'r, Alternative>) -> Option<Requirement> {
        let rule = alternative.value();
        let code = rule.also.as_deref().filter(|_| rule.also_in.contains(&self.s.procedure))?;
        Some(self.needed(code, None, Ground::of(alternative), None))
    }

    /// A document is omitted only where the qualification's rule says when, *and* a rule says what stands in its place.
    fn omission(&self, key: &AttachmentKey, a: &Attachment) -> Option<Need> {
        let omitted = in_force(&a.omitted, self.q.day()).find(|o| self.facts.contains(o.value()))?;
        let stands = self.on.replacements(&key.code).find(|r| {
            let r = r.value();
            r.when == *omitted.value()
                && r.holders.contains(&self.s.applicant.kind)
                && !r.silent_on.iter().any(|item| self.at_stake(item))
        })?;
        let by = &stands.value().by;
        Some(Need::Omitted {
            name: label(self.on.rules(), by, None),
            form: self.form(by),
            grounds: [Ground::of(&omitted), Ground::of(&stands)],
            otherwise: stands.value().otherwise.clone(),
            by: by.clone(),
        })
    }

    /// Is this item written into the register, or changed in it, by the procedure?
    fn at_stake(&self, item: &str) -> bool {
        match self.s.procedure {
            Procedure::NewRegistration => {
                self.q.register().yes().is_none_or(|r| r.value().items.iter().any(|i| i == item))
            }
            Procedure::Change => self.s.changes(item),
            _ => false,
        }
    }

    fn needed(
        &self,
        code: &str,
        a: Option<&Attachment>,
        ground: Ground,
        remark: Option<String>,
    ) -> Requirement {
        let ways = self.ways(code, a, &ground);
        Requirement {
            code: code.to_owned(),
            name: label(self.on.rules(), code, a.map(|a| a.name.as_str())),
            remark,
            need: Need::Needed { ways },
            ground: Some(ground),
        }
    }

    fn ways(&self, code: &str, a: Option<&Attachment>, ground: &Ground) -> Vec<Way> {
        let way = |code: &str, by_post: bool, ground: Ground| Way {
            code: code.to_owned(),
            name: label(self.on.rules(), code, None),
            form: self.form(code),
            by_post,
            ground,
        };
        let mut ways = Vec::new();
        if self.s.channel == Channel::Online {
            let own = a.into_iter().flat_map(|a| in_force(&a.online, self.q.day()));
            let online = own.chain(self.on.online_ways(code));
            ways.extend(online.map(|w: Ruled<'_, OnlineWay>| way(&w.value().0, false, Ground::of(&w))));
        }
        // On paper, and for whoever has nothing electronic, it comes as it always did.
        if ways.is_empty() || self.form(code) != DocumentForm::Statement {
            ways.push(way(code, true, ground.clone()));
        }
        ways
    }

    fn form(&self, code: &str) -> DocumentForm {
        self.on.rules().document(code).map_or(DocumentForm::Paper, |d| d.form)
    }

    fn open(&self, code: &str, name: Option<&str>, reason: Both, ground: Option<Ground>) -> Requirement {
        let name = label(self.on.rules(), code, name);
        Requirement { code: code.to_owned(), name, remark: None, need: Need::ToConfirm { reason }, ground }
    }
}

/// The line for a procedure of which the rules name no document, and do not say that there is none.
fn unlisted(rule: &Ruled<'_, ProcedureRule>) -> Requirement {
    Requirement {
        code: UNLISTED.to_owned(),
        name: Both::new("添付書類", "attachments"),
        remark: None,
        need: Need::ToConfirm {
            reason: Both::new(
                "要確認（この手続の添付書類は確かめられていません）",
                "to be confirmed by an officer (which attachments it needs is not established)",
            ),
        },
        ground: Some(Ground::of(rule)),
    }
}

fn label(rules: &Rules, code: &str, name: Option<&str>) -> Both {
    match rules.document(code) {
        Some(d) => Both::new(name.unwrap_or(&d.label_ja), d.label_en.as_str()),
        None => Both::new(name.unwrap_or(code), code),
    }
}

fn in_force<T>(values: &[Dated<T>], day: Date) -> impl Iterator<Item = Ruled<'_, T>> {
    values.iter().filter(move |d| d.basis.holds_on(day)).filter_map(|d| d.ruled().yes())
}
