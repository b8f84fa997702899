//! How the law's answer becomes lines of a page.

use law::{Both, Deadline, DocumentForm, Due, Lang, OldCertificate};
use registry::requirement::{
    CertificateOutcome, ChargeLine, Declaration, Duty, Ground, Known, Need, Requirement, Requirements,
};

use super::asked::{
    AskedView, CertificateAsked, ChargeAsked, DeclarationAsked, DutyAsked, GroundView, NeedView, PaperAsked,
    WayAsked,
};
use super::declared::declaration_name;
use crate::entry_words::capital;

impl AskedView {
    /// The view of what the law asks; `words` says what a code means.
    pub(crate) fn of(asked: &Requirements, words: impl Fn(&str) -> Both) -> Self {
        Self {
            papers: asked.items.iter().map(|item| paper(item, &words)).collect(),
            declarations: asked.declarations.iter().map(declaration).collect(),
            duty: duty(&asked.duty),
            charges: asked.charge.lines.iter().map(charge).collect(),
            total: asked.charge.total().map(|yen| yen.0),
            certificate: certificate(&asked.certificate),
            signed: asked.signed,
            ground: ground(&asked.ground),
        }
    }
}

fn ground(ground: &Ground) -> GroundView {
    GroundView { citation: ground.citation.clone(), confidence: ground.confidence.code() }
}

/// What omits a document and what takes its place often rest on one provision: it is told once.
fn each_once(grounds: &[Ground]) -> Vec<GroundView> {
    let mut all: Vec<GroundView> = grounds.iter().map(ground).collect();
    all.dedup();
    all
}

fn paper(item: &Requirement, words: &impl Fn(&str) -> Both) -> PaperAsked {
    let need = match &item.need {
        Need::Needed { ways } => NeedView::Needed(
            ways.iter()
                .map(|way| WayAsked {
                    code: way.code.clone(),
                    name: way_words(&way.name, way.by_post),
                    file: !way.by_post && matches!(way.form, DocumentForm::Image | DocumentForm::SignedFile),
                    signed: !way.by_post && way.form == DocumentForm::SignedFile,
                    by_post: way.by_post,
                })
                .collect(),
        ),
        Need::Omitted { name, form, grounds, otherwise, .. } => NeedView::Omitted {
            by: headed(name),
            inquiry: *form == DocumentForm::Inquiry,
            grounds: each_once(grounds),
            otherwise: otherwise.iter().map(|code| words(code)).collect(),
        },
        Need::ToConfirm { reason } => NeedView::ToConfirm(reason.clone()),
    };
    PaperAsked {
        code: item.code.clone(),
        name: headed(&item.name),
        remark: item.remark.clone(),
        need,
        ground: item.ground.as_ref().map(ground),
    }
}

/// A noun of the rules at the head of a line.
fn headed(name: &Both) -> Both {
    Both::new(name.ja.as_str(), capital(&name.en))
}

fn way_words(name: &Both, by_post: bool) -> Both {
    let name = headed(name);
    if by_post {
        Both::new(format!("{}を郵送又は持参", name.ja), format!("{}, by post or at the counter", name.en))
    } else {
        name
    }
}

fn declaration(asked: &Declaration) -> DeclarationAsked {
    let (grounds, from) = match &asked.grounds {
        Known::Yes { value, ground: from } => (value.clone(), Ok(ground(from))),
        Known::ToConfirm { reason, .. } => (Vec::new(), Err(reason.clone())),
    };
    DeclarationAsked { code: asked.kind.code(), name: declaration_name(asked.kind), grounds, ground: from }
}

fn duty(known: &Known<Duty>) -> DutyAsked {
    let (value, from) = match known {
        Known::Yes { value, ground: from } => (value, Some(ground(from))),
        Known::ToConfirm { reason, ground: from } => {
            let from = from.as_ref().map(ground);
            return DutyAsked { words: reason.clone(), due: None, late: false, ground: from };
        }
    };
    let due = match &value.due {
        Some(Due::On(last)) => Some(last.day.to_string()),
        _ => None,
    };
    DutyAsked { words: time_words(value), due, late: value.late == Some(true), ground: from }
}

fn time_words(duty: &Duty) -> Both {
    let start = |lang| duty.counts_from.map_or("", |from| from.label(lang));
    let within = |number: u32, ja: &str, en: &str| {
        Both::new(
            format!("{}から{number}{ja}以内", start(Lang::Ja)),
            format!("within {number} {en} of {}", start(Lang::En)),
        )
    };
    let time = match duty.deadline {
        Deadline::Days { days, .. } => within(days, "日", "days"),
        Deadline::Months { months, .. } => within(months, "か月", "months"),
        Deadline::WithoutDelay => Both::new("遅滞なく", "without delay"),
        Deadline::Promptly => Both::new("速やかに", "promptly"),
        Deadline::NoDeadline => Both::new("期限の定めはありません", "no time is set"),
    };
    match (duty.owed, duty.kind) {
        (true, Some(kind)) => Both::new(
            format!("{}：{}", kind.label(Lang::Ja), time.ja),
            format!("{}: {}", capital(kind.label(Lang::En)), time.en),
        ),
        (true, None) => Both::new(time.ja, capital(&time.en)),
        (false, _) if duty.deadline == Deadline::NoDeadline => {
            Both::new("希望するときの手続で、期限はありません", "If you wish it; no time is set")
        }
        (false, _) => Both::new("届け出る義務はありません", "You need not notify this"),
    }
}

fn charge(line: &ChargeLine) -> ChargeAsked {
    let label = |lang| {
        let (kind, procedure) = (line.kind.label(lang), line.procedure.label(lang));
        match (lang, &line.label) {
            (Lang::Ja, Some(label)) => format!("{kind}（{label}）"),
            (Lang::Ja, None) => format!("{kind}（{procedure}）"),
            (Lang::En, _) => format!("{} ({procedure})", capital(kind)),
        }
    };
    ChargeAsked {
        name: Both::new(label(Lang::Ja), label(Lang::En)),
        yen: match &line.amount {
            Known::Yes { value, .. } => Ok(value.0),
            Known::ToConfirm { reason, .. } => Err(reason.clone()),
        },
        ground: line.amount.ground().map(ground),
    }
}

fn certificate(known: &Known<CertificateOutcome>) -> CertificateAsked {
    let from = known.ground().map(ground);
    let value = match known {
        Known::Yes { value, .. } => value,
        Known::ToConfirm { reason, .. } => {
            return CertificateAsked { words: vec![reason.clone()], compulsory: false, ground: from };
        }
    };
    let mut words = Vec::new();
    if value.written {
        words.push(Both::new(
            "免許証・登録証を新しく書いてお渡しします。",
            "The certificate is written anew.",
        ));
    }
    if value.confirmation {
        words.push(Both::new(
            "免許証・登録証は書き換えず、登録済証明書を発行します。",
            "The certificate is not rewritten; a confirmation of the entry is issued instead.",
        ));
    }
    match value.old {
        Some(OldCertificate::DestroyedByHolder) => words.push(Both::new(
            "これまでの免許証等は、ご自身で確実に破棄してください。",
            "You destroy the old certificate yourself.",
        )),
        Some(OldCertificate::Returned) => words.push(Both::new(
            "これまでの免許証等は、郵送又は窓口でお返しください。届くまで、申請は待ちます。",
            "The old certificate is to be returned by post or at the counter; the application waits for it.",
        )),
        _ => {}
    }
    CertificateAsked { words, compulsory: value.compulsory, ground: from }
}
