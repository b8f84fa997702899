//! One qualification on one day.

use jiff::civil::Date;

use super::in_force;
use crate::calendar::last_day_of_months;
use crate::dated::{Established, Gap, Ruled, on_day};
use crate::model::{
    Attachment, AttachmentKey, Authority, AuthorityParts, Certificate, ChangeDuty, Collection, Count,
    DeathDuty, DeletionOnRequest, Disqualification, Exam, Fee, Keyed, LeavingReport, MinimumAge,
    NewRegistration, PeriodicReport, Prerequisite, Qualification, ReLicence, Receiving, ReceivingKey,
    Register, RegistrationTax, Reissue, ReturnAfterRevocation, Rewriting, Sanction, SanctionNotice, Transfer,
    Validity,
};
use crate::rules::Rules;
use crate::words::{Channel, CountKind, Fact, HolderScope, Procedure, SanctionKind};

/// Months of a year.
const MONTHS_A_YEAR: u32 = 12;

/// One qualification on one day.
#[derive(Debug, Clone, Copy)]
pub struct QualificationOn<'r> {
    rules: &'r Rules,
    file: &'r Qualification,
    day: Date,
}

/// What is asked of one attachment, given the facts.
#[derive(Debug, Clone, Copy)]
pub struct AttachmentOn<'r> {
    /// Which document.
    pub key: &'r AttachmentKey,
    /// The document, or the statement that nothing is established.
    pub ruled: Ruled<'r, Attachment>,
    /// The fact that omits it, with its own source; none: it must be attached.
    pub omitted_by: Option<Ruled<'r, Fact>>,
    day: Date,
}

impl<'r> AttachmentOn<'r> {
    /// How it may come on-line on the day.
    pub fn online(&self) -> impl Iterator<Item = Ruled<'r, crate::OnlineWay>> {
        in_force(&self.ruled.value().online, self.day)
    }
}

/// Declares the topics that hold one value a day.
macro_rules! topics {
    ($($(#[$meta:meta])* $name:ident: $type:ty;)+) => {
        impl<'r> QualificationOn<'r> {
            $($(#[$meta])*
            pub fn $name(&self) -> Established<Ruled<'r, $type>> {
                on_day(self.file.$name.iter(), self.day)
            })+
        }
    };
}

topics! {
    /// The register and its items.
    register: Register;
    /// The certificate.
    certificate: Certificate;
    /// Who licenses, keeps, sanctions.
    authority: AuthorityParts;
    /// The examination.
    exam: Exam;
    /// When registration must be sought.
    new_registration: NewRegistration;
    /// The duty to have an item changed.
    change: ChangeDuty;
    /// Is the certificate rewritten?
    rewriting: Rewriting;
    /// The duty to notify a death.
    death: DeathDuty;
    /// Re-issue.
    reissue: Reissue;
    /// Deletion on request.
    deletion_on_request: DeletionOnRequest;
    /// Transfer to another prefecture.
    transfer: Transfer;
    /// Return of the certificate after a revocation.
    return_after_revocation: ReturnAfterRevocation;
    /// The bar before a new licence.
    relicence: ReLicence;
    /// Grounds of disqualification.
    disqualification: Disqualification;
    /// The minimum age.
    minimum_age: MinimumAge;
    /// The periodic report.
    periodic_report: PeriodicReport;
    /// The leaving report.
    leaving_report: LeavingReport;
    /// When the individual number is asked for.
    collection: Collection;
}

impl<'r> QualificationOn<'r> {
    pub(super) const fn new(rules: &'r Rules, file: &'r Qualification, day: Date) -> Self {
        Self { rules, file, day }
    }

    /// The file, for what does not depend on the day.
    pub const fn file(&self) -> &'r Qualification {
        self.file
    }

    /// The day.
    pub const fn day(&self) -> Date {
        self.day
    }

    /// All rules.
    pub const fn rules(&self) -> &'r Rules {
        self.rules
    }

    /// The authorities that keep a register of it on the day.
    pub fn authorities(&self) -> Vec<&'r Authority> {
        self.authority().yes().map(|a| self.expand(&a.value().keeps)).unwrap_or_default()
    }

    /// Every rule of the day on where to file, with the procedures and holders it speaks of.
    pub fn receiving_rules(&self) -> impl Iterator<Item = (&'r ReceivingKey, Ruled<'r, Receiving>)> {
        let day = self.day;
        let on = self.file.receiving.iter().filter(move |k| k.dated.basis.holds_on(day));
        on.filter_map(|k| Some((&k.key, k.dated.ruled().yes()?)))
    }

    /// Codes to authorities; `prefectures` becomes all that act on the day.
    pub fn expand(&self, codes: &[String]) -> Vec<&'r Authority> {
        let on = self.rules.on(self.day);
        codes
            .iter()
            .flat_map(|code| {
                if code == AuthorityParts::PREFECTURES {
                    on.prefectures()
                } else {
                    on.authority(code).into_iter().collect()
                }
            })
            .collect()
    }

    /// Where something is handed in by a holder of this kind.
    pub fn receiving(&self, procedure: Procedure, holder: HolderScope) -> Established<Ruled<'r, Receiving>> {
        let of = |scope: HolderScope| {
            let matching = self
                .file
                .receiving
                .iter()
                .filter(move |k| k.key.holder == scope && k.key.procedures.contains(&procedure));
            on_day(matching.map(|k| &k.dated), self.day)
        };
        match of(holder) {
            Established::No(Gap::NotEstablished { basis: None, .. }) if holder != HolderScope::Any => {
                of(HolderScope::Any)
            }
            found => found,
        }
    }

    /// What the qualification rests on.
    pub fn prerequisites(&self) -> impl Iterator<Item = Ruled<'r, Prerequisite>> {
        in_force(&self.file.prerequisites, self.day)
    }

    /// The registration tax of a procedure.
    pub fn registration_tax(&self, procedure: Procedure) -> Established<Ruled<'r, RegistrationTax>> {
        let matching = self.file.registration_tax.iter().filter(|k| k.key == procedure);
        on_day(matching.map(|k| &k.dated), self.day)
    }

    /// The fee of a procedure by a channel at an authority: the particular one before the general one.
    pub fn fee(
        &self,
        procedure: Procedure,
        channel: Channel,
        authority: Option<&str>,
    ) -> Established<Ruled<'r, Fee>> {
        let mut first_gap = None;
        for (channel, authority) in
            [(Some(channel), authority), (None, authority), (Some(channel), None), (None, None)]
        {
            let matching = self.file.fees.iter().filter(|k| {
                let key = &k.key;
                key.procedure == procedure && key.channel == channel && key.authority.as_deref() == authority
            });
            match on_day(matching.map(|k| &k.dated), self.day) {
                found @ Established::Yes(_) => return found,
                Established::No(Gap::NotEstablished { basis: None, .. }) => {}
                Established::No(gap) => first_gap = first_gap.or(Some(gap)),
            }
        }
        Established::No(first_gap.unwrap_or(Gap::UNKNOWN))
    }

    /// The attachments of a procedure that apply to these facts, each with what omits it.
    pub fn attachments(&self, procedure: Procedure, facts: &[Fact]) -> Vec<AttachmentOn<'r>> {
        let of = self.file.attachments.iter().filter(|k| k.key.procedure == procedure);
        of.filter(|k| k.dated.basis.holds_on(self.day))
            .filter_map(|k| Some((&k.key, k.dated.ruled().yes()?)))
            .filter(|(_, ruled)| ruled.value().only_when.iter().all(|f| facts.contains(f)))
            .map(|(key, ruled)| {
                let omitted_by =
                    in_force(&ruled.value().omitted, self.day).find(|o| facts.contains(o.value()));
                AttachmentOn { key, ruled, omitted_by, day: self.day }
            })
            .collect()
    }

    /// All attachments of the file on the day, whatever the facts.
    pub fn all_attachments(
        &self,
    ) -> impl Iterator<Item = (&'r AttachmentKey, Established<Ruled<'r, Attachment>>)> {
        let day = self.day;
        let on = self.file.attachments.iter().filter(move |k: &&Keyed<_, _>| k.dated.basis.holds_on(day));
        on.map(|k| (&k.key, k.dated.ruled()))
    }

    /// One kind of sanction.
    pub fn sanction(&self, kind: SanctionKind) -> Established<Ruled<'r, Sanction>> {
        let matching = self.file.sanctions.iter().filter(|k| k.key == kind);
        on_day(matching.map(|k| &k.dated), self.day)
    }

    /// All kinds of sanction that the statute allows on the day.
    pub fn sanctions(&self) -> impl Iterator<Item = (SanctionKind, Ruled<'r, Sanction>)> {
        let day = self.day;
        let on = self.file.sanctions.iter().filter(move |k| k.dated.basis.holds_on(day));
        on.filter_map(|k| Some((k.key, k.dated.ruled().yes()?)))
    }

    /// Whom a sanction is told to.
    pub fn sanction_notices(&self) -> impl Iterator<Item = Ruled<'r, SanctionNotice>> {
        in_force(&self.file.sanction_notices, self.day)
    }

    /// Published figures of one kind.
    pub fn count(&self, kind: CountKind) -> Option<&'r Count> {
        self.file.counts.iter().find(|c| c.kind == kind)
    }

    /// The last day of validity of a certificate issued on this day; none: it does not expire.
    ///
    /// The day of issue is the first day of the term (民法 第143条; the file says where that is practice only).
    ///
    /// # Errors
    /// A gap where no certificate rule is established for the day.
    pub fn certificate_expiry(&self, issued: Date) -> Established<Option<Date>> {
        match self.certificate().map(|c| c.value().validity) {
            Established::Yes(Validity::Permanent) => Established::Yes(None),
            Established::Yes(Validity::Years(years)) => {
                match last_day_of_months(years.saturating_mul(MONTHS_A_YEAR), issued) {
                    Some(last) => Established::Yes(Some(last)),
                    // Beyond the calendar's own end; never "does not expire".
                    None => Established::No(Gap::UNKNOWN),
                }
            }
            Established::No(gap) => Established::No(gap),
        }
    }

    /// The citation of a topic, for an act of the ledger.
    pub(super) fn citation_of(&self, topic: &str, act: &str) -> Option<&'r str> {
        match topic {
            "new_registration" => self.new_registration().yes().map(|r| r.citation()),
            "change" => self.change().yes().map(|r| r.citation()),
            "rewriting" => self.rewriting().yes().map(|r| r.citation()),
            "reissue" => self.reissue().yes().map(|r| r.citation()),
            "death" => self.death().yes().map(|r| r.citation()),
            "deletion_on_request" => self.deletion_on_request().yes().map(|r| r.citation()),
            "relicence" => self.relicence().yes().map(|r| r.citation()),
            "transfer" => self.transfer().yes().map(|r| r.citation()),
            "sanction" => {
                SanctionKind::from_code(act).and_then(|k| self.sanction(k).yes()).map(|r| r.citation())
            }
            _ => None,
        }
    }
}
