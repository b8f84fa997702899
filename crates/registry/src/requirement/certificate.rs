//! What becomes of the certificate.

use law::{OldCertificate, Procedure, QualificationOn, Rewriting, RewritingRule};

use super::{Known, Situation};

/// What is issued, and what becomes of the old certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateOutcome {
    /// Is a certificate written (a first one, or the old one anew)?
    pub written: bool,
    /// Must it be, whatever the holder wants?
    pub compulsory: bool,
    /// Is a 登録済証明書 issued in its place?
    pub confirmation: bool,
    /// What becomes of the old one where a new one is written.
    pub old: Option<OldCertificate>,
}

/// What this situation makes of the certificate.
pub(super) fn outcome(q: &QualificationOn<'_>, s: &Situation) -> Known<CertificateOutcome> {
    match s.procedure {
        Procedure::NewRegistration => Known::of(q.certificate(), |_| CertificateOutcome {
            written: true,
            compulsory: true,
            confirmation: false,
            old: None,
        }),
        Procedure::Change => Known::of(q.rewriting(), |rule| {
            let compulsory = rule.rule == RewritingRule::Compulsory && concerns(rule, s);
            after(rule, compulsory, compulsory || s.rewriting_wanted)
        }),
        Procedure::Rewriting => Known::of(q.rewriting(), |rule| after(rule, false, true)),
        _ => Known::of(q.rules().on(q.day()).procedure(s.procedure), |_| CertificateOutcome {
            written: false,
            compulsory: false,
            confirmation: s.procedure == Procedure::EntryConfirmation,
            old: None,
        }),
    }
}

/// Whether the rule speaks of one of the items that change.
fn concerns(rule: &Rewriting, s: &Situation) -> bool {
    rule.items.is_empty() || rule.items.iter().any(|item| s.changes(item))
}

fn after(rule: &Rewriting, compulsory: bool, written: bool) -> CertificateOutcome {
    CertificateOutcome {
        written,
        compulsory,
        confirmation: rule.entry_confirmation && !written,
        old: rule.old_certificate.filter(|_| written),
    }
}
