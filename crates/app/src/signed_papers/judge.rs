//! From the bytes of a signed file to what was found: signatures, certificates, revocations, roles, and whether it is about the applicant.

use gateways::Outcome;
use gateways::hpki::{Confirmed, Document, Service, Unconfirmed, Validator, bears_signature, is_pdf};
use gateways::pki::Failure;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use law::Signatory;
use registry::hash::sha256;
use registry::name::{equal_identity, name_key};

use super::SignedWay;
use super::found::{Fault, Look, PaperFound, signed_at};
use crate::ask_koseki::unheard;
use crate::ask_source::Heard;
use crate::systems::SignedPapers;
use crate::time::japan;
use crate::{App, AppError, Systems, parse_date};

/// A document in CMS begins as every SEQUENCE in DER does.
const SEQUENCE: u8 = 0x30;
/// The fields of a document's content; ours, as the document itself (`gateways/src/hpki/README.md`).
const NAME: &str = "Name";
const BIRTH_DATE: &str = "BirthDate";
const DATES: [&str; 2] = ["ExaminedOn", "IssuedOn"];
const SIGNER_NUMBER: &str = "SignerNumber";

/// Whom a paper has to be about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose<'a> {
    /// As the applicant is called; empty where that is not written yet.
    pub(crate) name: &'a str,
    /// The date of birth, in the same way.
    pub(crate) born: &'a str,
    /// Do the papers bear another name?
    pub(crate) names_differ: bool,
}

/// What came of the check.
#[derive(Debug)]
pub(crate) enum Judged {
    /// This.
    Found(PaperFound),
    /// Nothing: who would know has not answered, for this reason and until then. No answer is no answer.
    Silence(String, Option<i64>),
}

impl From<Heard> for Judged {
    fn from(heard: Heard) -> Self {
        match heard {
            Heard::Silence(why, until) => Self::Silence(why, until),
            Heard::Answer(..) => Self::Silence("another answer".to_owned(), None),
        }
    }
}

/// Whether a file is a document in CMS.
pub(super) fn is_cms(bytes: &[u8]) -> bool {
    bytes.first() == Some(&SEQUENCE)
}

impl App {
    /// Checks a signed file.
    pub(super) async fn judge_signed(
        &self,
        way: &SignedWay,
        bytes: &[u8],
        whose: Whose<'_>,
    ) -> Result<Judged, AppError> {
        let found = PaperFound::of(&sha256(&[bytes]));
        let Some((systems, papers)) = self.systems().and_then(|s| Some((s, s.hpki()?))) else {
            // What is no signed document at all is known all the same.
            return Ok(match is_document(bytes) {
                Err(failure) => Judged::Found(found.failed(&failure)),
                Ok(()) => Judged::Silence("not connected".to_owned(), None),
            });
        };
        let (document, signers) = match read(validator(way, papers), bytes, systems.now()) {
            Ok(read) => read,
            Err(failure) => return Ok(Judged::Found(found.failed(&failure))),
        };
        let mut confirmed = Vec::new();
        for signer in signers {
            match papers.service.confirm(signer).await {
                Outcome::Answered(Ok(one)) => confirmed.push(one),
                Outcome::Answered(Err(failure)) if failure.is_lack_of_proof() => {
                    return Ok(Judged::Silence(failure.to_string(), None));
                }
                Outcome::Answered(Err(failure)) => return Ok(Judged::Found(found.failed(&failure))),
                other => return Ok(unheard(other).into()),
            }
        }
        let Some(signer) = confirmed.iter().find(|one| may_sign(way, one)) else {
            let found = match confirmed.first() {
                Some(one) => found.signed_by(one),
                None => found,
            };
            return Ok(Judged::Found(found.bad(Fault::Role)));
        };
        let found = found.signed_by(signer);
        self.judge_content(way, (document.as_ref(), signer), (found, whose), systems).await.map(Judged::Found)
    }

    /// Whether it is about the applicant, how old it is, and whether its signer stands in our own register.
    async fn judge_content(
        &self,
        way: &SignedWay,
        (document, signer): (Option<&Document>, &Confirmed),
        (mut found, whose): (PaperFound, Whose<'_>),
        systems: &Systems,
    ) -> Result<PaperFound, AppError> {
        if way.signatory.is_none() {
            found.look_at(Look::Signatory);
        }
        let field = |name: &str| document.and_then(|document| document.field(name)).map(str::trim);
        if document.is_none() {
            found.look_at(Look::Content);
        } else if let Some(fault) = about(&mut found, (field(NAME), field(BIRTH_DATE)), whose) {
            return Ok(found.bad(fault));
        }
        if !whose.name.is_empty() && equal_identity(&found.signer, whose.name) {
            found.look_at(Look::Namesake);
        }
        let signed_on = signed_at(&signer.signed).map(japan);
        let dated = DATES.into_iter().find_map(|name| parse_date(field(name)?).ok()).or(signed_on);
        if let Some(look) = way.months.and_then(|months| aged(dated, months, systems.today())) {
            found.look_at(look);
        }
        let number = field(SIGNER_NUMBER).unwrap_or_default();
        let on = signed_on.unwrap_or_else(|| systems.today());
        let fault = self.signer_in_register(way, (number, &found.signer), on).await?;
        Ok(match fault {
            Some(fault) => found.bad(fault),
            None => found,
        })
    }
}

const fn validator<'p>(way: &SignedWay, papers: &'p SignedPapers) -> &'p Validator {
    match way.signatory {
        Some(Signatory::SchoolCorporation) => &papers.schools,
        _ => &papers.health,
    }
}

fn read(
    validator: &Validator,
    bytes: &[u8],
    now: Timestamp,
) -> Result<(Option<Document>, Vec<Unconfirmed>), Failure> {
    if is_cms(bytes) {
        return validator.check_cms(bytes, None, now).map(|signers| (None, signers));
    }
    if is_pdf(bytes) {
        return validator.check_pdf(bytes, now).map(|signers| (None, signers));
    }
    validator.check(bytes, now).map(|(document, signers)| (Some(document), signers))
}

/// What can be told of a document without asking anybody; of one in CMS, nothing.
fn is_document(bytes: &[u8]) -> Result<(), Failure> {
    if is_cms(bytes) {
        Ok(())
    } else if is_pdf(bytes) {
        bears_signature(bytes)
    } else {
        gateways::hpki::fields(bytes).map(|_| ())
    }
}

/// Whether the rules let this signer sign it. Schools have no roles: their authority vouches for what they are.
fn may_sign(way: &SignedWay, signer: &Confirmed) -> bool {
    match &way.signatory {
        Some(Signatory::Qualified(id)) => {
            signer.signed.roles.iter().any(|role| role.qualification.as_ref() == Some(id))
        }
        Some(Signatory::SchoolCorporation) | None => true,
    }
}

/// Whether it is about the applicant. Characters that are variants of each other, or a former name where the applicant says so, are for a
/// person to look at.
fn about(
    found: &mut PaperFound,
    (name, born): (Option<&str>, Option<&str>),
    whose: Whose<'_>,
) -> Option<Fault> {
    match name.filter(|name| !name.is_empty()) {
        None => found.look_at(Look::NoName),
        Some(_) if whose.name.is_empty() => {}
        Some(name) if equal_identity(name, whose.name) => {}
        Some(name) if whose.names_differ || name_key(name) == name_key(whose.name) => {
            found.look_at(Look::Name)
        }
        Some(_) => return Some(Fault::Person),
    }
    let Some(born) = born.filter(|born| !born.is_empty()) else {
        found.look_at(Look::NoBirthDate);
        return None;
    };
    let same = parse_date(born).ok().zip(parse_date(whose.born).ok()).map(|(one, other)| one == other);
    (same == Some(false) || same.is_none() && !whose.born.is_empty()).then_some(Fault::BirthDate)
}

/// Whether it is older than the rules take it; how that is counted is not established, so a person looks.
fn aged(dated: Option<Date>, months: u32, today: Date) -> Option<Look> {
    let Some(dated) = dated else { return Some(Look::NoDate) };
    let last = dated.checked_add(i64::from(months).months()).unwrap_or(Date::MAX);
    (last < today || dated > today).then_some(Look::Old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(name: Option<&str>, born: Option<&str>, names_differ: bool) -> (Option<Fault>, Vec<String>) {
        let mut found = PaperFound::default();
        let whose = Whose { name: "渡邉　花子", born: "1990-05-06", names_differ };
        let fault = about(&mut found, (name, born), whose);
        (fault, found.looks)
    }

    #[test]
    fn it_is_about_the_applicant_or_a_person_looks_or_it_is_not_taken() {
        let born = Some("平成2年5月6日");
        let looks = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        assert_eq!(looked(Some("渡邉　花子"), born, false), (None, looks(&[])));
        assert_eq!(looked(Some("渡邊　花子"), born, false), (None, looks(&["name"])), "a variant");
        assert_eq!(looked(Some("佐藤　花子"), born, false).0, Some(Fault::Person));
        assert_eq!(looked(Some("佐藤　花子"), born, true), (None, looks(&["name"])), "a former name");
        assert_eq!(looked(Some("渡邉　花子"), Some("1990-05-07"), true).0, Some(Fault::BirthDate));
        assert_eq!(looked(Some("渡邉　花子"), Some("unknown"), false).0, Some(Fault::BirthDate));
        assert_eq!(looked(None, None, false), (None, looks(&["no-name", "no-birth-date"])));
    }

    #[test]
    fn what_is_old_is_looked_at() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(aged(Some(day("2026-03-20")), 1, day("2026-04-20")), None, "to the day");
        assert_eq!(aged(Some(day("2026-03-20")), 1, day("2026-04-21")), Some(Look::Old));
        assert_eq!(aged(Some(day("2026-04-22")), 1, day("2026-04-21")), Some(Look::Old), "of a day to come");
        assert_eq!(aged(None, 1, day("2026-04-21")), Some(Look::NoDate));
    }
}
