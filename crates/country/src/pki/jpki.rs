//! The certificates of the personal authentication service (公的個人認証サービス): the authorities of both kinds in their generations, and
//! what their certificates say, to the byte where that is known (profile 3.2; what could not be read is marked).

mod items;

use std::io;
use std::path::Path;

use crate::{Day, Sex};

use super::authority::{Authority, Plan};
use super::certificate::{self as x509, COMMON_NAME, COUNTRY, Contents, LOCALITY, ORGANISATION, UNIT, Usage};
use super::der::Der;
use super::key::{Algorithm, Key};
use super::{day_begins, day_ends};

/// Which of a card's two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardKey {
    /// 署名用
    #[doc(alias = "署名用電子証明書")]
    Signing,
    /// 利用者証明用
    #[doc(alias = "利用者証明用電子証明書")]
    Authentication,
}

impl CardKey {
    /// Both.
    pub const BOTH: [CardKey; 2] = [CardKey::Signing, CardKey::Authentication];

    /// The name of its folder and of its paths.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Authentication => "authentication",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Signing => "JPKI for digital signature",
            Self::Authentication => "JPKI for user authentication",
        }
    }

    /// Test cards' policies: that of signing is reported \[T\], the other formed like it \[I\].
    const fn policy(self) -> &'static str {
        match self {
            Self::Signing => "1.2.392.200149.8.5.1.0.20",
            Self::Authentication => "1.2.392.200149.8.5.1.0.30",
        }
    }
}

/// The practice statement that certificates name.
const STATEMENT: &str = "http://www.jpki.go.jp/cps.html";
/// Where certificates say that the responder is. A name that cannot be looked up (RFC 2606): nobody shall ask the real one about invented
/// people. Clients have the address from their configuration.
const RESPONDER: [(CardKey, &str); 2] = [
    (CardKey::Signing, "http://ocspsign.jpki.invalid"),
    (CardKey::Authentication, "http://ocspauthnorm.jpki.invalid"),
];

/// A generation of both authorities.
#[derive(Debug, Clone, Copy)]
struct Generation {
    id: &'static str,
    issues_from: Day,
    valid: (Day, Day),
    algorithm: Algorithm,
}

/// Today's generations. The days of 2019 are invented but for the year, those of 2023 are the real ones \[O\].
const OF_TODAY: [Generation; 2] = [
    Generation {
        id: "2019",
        issues_from: Day::of(2019, 7, 21),
        valid: (Day::of(2019, 7, 21), Day::of(2029, 7, 20)),
        algorithm: Algorithm::Rsa2048,
    },
    Generation {
        id: "2023",
        issues_from: Day::of(2023, 7, 16),
        valid: (Day::of(2023, 7, 16), Day::of(2033, 7, 15)),
        algorithm: Algorithm::Rsa2048,
    },
];
/// Years of the next generation's authority: twice the ten of its certificates (invented).
const NEXT_YEARS: i32 = 20;

/// The four items of a resident as a certificate has them, and where he or she lives.
#[derive(Debug, Clone)]
pub(crate) struct Items {
    pub(crate) name: String,
    pub(crate) born: Day,
    pub(crate) sex: Sex,
    pub(crate) address: String,
    /// Prefecture and municipality in Latin letters.
    pub(crate) place: (&'static str, &'static str),
}

/// The authorities.
#[derive(Debug)]
pub(crate) struct Jpki {
    /// Of each kind, oldest generation first, with the first day of its issues.
    signing: Vec<(Day, Authority)>,
    authentication: Vec<(Day, Authority)>,
}

impl Jpki {
    /// The authorities kept in a folder, made when they are not there.
    pub(crate) fn at(folder: &Path, next_card_from: Day) -> io::Result<Jpki> {
        let (year, month, day) = next_card_from.parts();
        let next = Generation {
            id: "next",
            issues_from: next_card_from,
            valid: (next_card_from, Day::of(year + NEXT_YEARS, month, day)),
            algorithm: Algorithm::P384,
        };
        let of = |key: CardKey| -> io::Result<Vec<(Day, Authority)>> {
            let generations = OF_TODAY.iter().chain(std::iter::once(&next));
            generations.map(|g| Ok((g.issues_from, Authority::at(folder, plan(key, g), None)?))).collect()
        };
        Ok(Jpki { signing: of(CardKey::Signing)?, authentication: of(CardKey::Authentication)? })
    }

    /// The authorities of a kind, oldest first.
    pub(crate) fn authorities(&self, key: CardKey) -> impl Iterator<Item = &Authority> {
        self.of(key).iter().map(|(_, authority)| authority)
    }

    /// Who issues on a day: the newest generation that has begun.
    pub(crate) fn issuer(&self, key: CardKey, on: Day) -> Option<&Authority> {
        let begun = |(from, _): &&(Day, Authority)| *from <= on;
        self.of(key).iter().filter(begun).max_by_key(|(from, _)| *from).map(|(_, authority)| authority)
    }

    fn of(&self, key: CardKey) -> &[(Day, Authority)] {
        match key {
            CardKey::Signing => &self.signing,
            CardKey::Authentication => &self.authentication,
        }
    }
}

fn plan(key: CardKey, generation: &Generation) -> Plan {
    let Generation { id, valid: (from, to), algorithm, .. } = *generation;
    let names = [(COUNTRY, "JP"), (ORGANISATION, "JPKI"), (UNIT, key.unit())];
    let last = [(UNIT, "Japan Agency for Local Authority Information Systems")];
    Plan {
        id: format!("jpki-{}-{id}", key.folder()),
        name: x509::name(&[names.as_slice(), &last].concat()),
        algorithm,
        valid: (day_begins(from), day_ends(to)),
        extensions: vec![
            x509::other_name_of(x509::SUBJECT_ALT_NAME, &service()),
            x509::list_in_directory(&x509::name(
                &[names.as_slice(), &[(UNIT, "CRL Distribution Points")]].concat(),
            )),
        ],
        below: None,
    }
}

fn service() -> Der {
    x509::name(&[(COUNTRY, "JP"), (ORGANISATION, "公的個人認証サービス")])
}

/// The name of the place in the directory where a municipality's revocations are listed.
pub(crate) fn list_name(key: CardKey, (prefecture, municipality): (&str, &str)) -> Der {
    x509::name(&[
        (COUNTRY, "JP"),
        (ORGANISATION, "JPKI"),
        (UNIT, key.unit()),
        (UNIT, "CRL Distribution Points"),
        (UNIT, prefecture),
        (COMMON_NAME, &format!("{municipality} CRLDP")),
    ])
}

/// What a card's certificate says.
pub(crate) fn contents(
    key: CardKey,
    serial: Vec<u8>,
    (first, last): (Day, Day),
    items: &Items,
    (own, issuer): (&Key, &Authority),
) -> Contents {
    // An opaque name; the real one looks as long and says as little.
    let opaque: String =
        serial.iter().chain(own.identifier().iter()).take(13).map(|byte| format!("{byte:02X}")).collect();
    let (subject, usage) = match key {
        CardKey::Signing => {
            let (prefecture, municipality) = items.place;
            let place =
                [(COUNTRY, "JP"), (LOCALITY, prefecture), (LOCALITY, municipality), (COMMON_NAME, &opaque)];
            (x509::name(&place), Usage::Both)
        }
        CardKey::Authentication => {
            (x509::name(&[(COUNTRY, "JP"), (COMMON_NAME, &opaque)]), Usage::DigitalSignature)
        }
    };
    let mut extensions = vec![x509::key_usage(usage)];
    match key {
        CardKey::Signing => {
            extensions.push(x509::policy(key.policy(), Some(STATEMENT), true));
            extensions.push(items::four_items(items));
        }
        CardKey::Authentication => extensions.push(x509::policy(key.policy(), None, true)),
    }
    extensions.push(x509::other_name_of(x509::ISSUER_ALT_NAME, &service()));
    extensions.push(x509::list_in_directory(&list_name(key, items.place)));
    extensions.extend(RESPONDER.iter().filter(|(of, _)| *of == key).map(|(_, at)| x509::responder_at(at)));
    extensions.extend([x509::authority_key(&issuer.key), x509::subject_key(own)]);
    let valid = (day_begins(first) + OPENING, day_ends(last));
    Contents { serial, subject, valid, key: own.public(), extensions }
}

/// Counters open at nine, and a certificate begins at the counter.
const OPENING: i64 = 9 * 3600;
