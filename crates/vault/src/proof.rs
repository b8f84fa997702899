//! How a number came to us, and what proved it: facts that are kept with the number. Which proof the law accepts with
//! which is in the rules (`rules/number-proof.toml`), not here.

/// What shows the number itself (番号確認). The three paper ways and the on-line one of the report of 2021, 「マイナンバーの提供
/// のオンライン化」; 番号法第16条.
#[doc(alias = "番号確認")]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ProofOfNumber {
    /// ① A copy of the My Number card.
    CardCopy,
    /// ② A copy of the notification card, while its entries agree with the resident record.
    NotificationCardCopy,
    /// ③ A copy of the resident record with the number on it.
    ResidentRecord,
    /// The number read from the card on line (券面事項入力補助).
    CardOnline,
}

impl ProofOfNumber {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::CardCopy, Self::NotificationCardCopy, Self::ResidentRecord, Self::CardOnline];

    /// Its code, in the rules and in the form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CardCopy => "card-copy",
            Self::NotificationCardCopy => "notification-card-copy",
            Self::ResidentRecord => "resident-record",
            Self::CardOnline => "card-online",
        }
    }

    /// By its code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.code() == code)
    }
}

/// What shows that the giver is the person (身元確認).
#[doc(alias = "身元確認")]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ProofOfIdentity {
    /// The My Number card itself: it proves both.
    SameCard,
    /// A copy of the driving licence.
    DrivingLicence,
    /// A copy of the passport.
    Passport,
    /// The card's own signature on line, with its PIN.
    CardSignature,
}

impl ProofOfIdentity {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SameCard, Self::DrivingLicence, Self::Passport, Self::CardSignature];

    /// Its code, in the rules and in the form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameCard => "same-card",
            Self::DrivingLicence => "driving-licence",
            Self::Passport => "passport",
            Self::CardSignature => "card-signature",
        }
    }

    /// By its code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.code() == code)
    }
}

/// Both proofs of one giving: only as the rules accept them together.
#[doc(alias = "本人確認の措置")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Proof {
    number: ProofOfNumber,
    identity: ProofOfIdentity,
}

impl Proof {
    /// What shows the number.
    #[must_use]
    pub const fn number(self) -> ProofOfNumber {
        self.number
    }

    /// What shows the person.
    #[must_use]
    pub const fn identity(self) -> ProofOfIdentity {
        self.identity
    }
}

/// The proofs that are accepted on a day, as the rules name them.
#[derive(Clone, Debug, Default)]
pub struct AcceptedProofs(Vec<(ProofOfNumber, Vec<ProofOfIdentity>)>);

impl AcceptedProofs {
    /// None yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Also this way, by its codes in the rules. A code that is not known is passed over: what the program cannot name it
    /// does not accept.
    #[must_use]
    pub fn also<'c>(mut self, number: &str, identities: impl IntoIterator<Item = &'c str>) -> Self {
        if let Some(number) = ProofOfNumber::of_code(number) {
            self.0.push((number, identities.into_iter().filter_map(ProofOfIdentity::of_code).collect()));
        }
        self
    }

    /// The two together, when they are accepted.
    #[must_use]
    pub fn accept(&self, number: ProofOfNumber, identity: ProofOfIdentity) -> Option<Proof> {
        let fits = self.0.iter().any(|(n, identities)| *n == number && identities.contains(&identity));
        fits.then_some(Proof { number, identity })
    }
}

/// How a number came: two facts that are never mixed (what each lifts or allows is in the rules).
#[doc(alias = "番号の提供")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Given by the holder, with proof of number and of identity.
    GivenByHolder(Proof),
    /// Found by an inquiry at J-LIS: it lifts and allows nothing by itself.
    FoundByInquiry,
}

impl Source {
    /// As it is kept: `found`, or `given` with the codes of the proofs.
    #[must_use]
    pub fn stored(self) -> String {
        match self {
            Self::FoundByInquiry => "found".to_owned(),
            Self::GivenByHolder(proof) => format!("given {} {}", proof.number.code(), proof.identity.code()),
        }
    }

    /// As it was kept.
    pub(crate) fn of_stored(text: &str) -> Option<Self> {
        if text == Self::FoundByInquiry.stored() {
            return Some(Self::FoundByInquiry);
        }
        let (number, identity) = text.strip_prefix("given ")?.split_once(' ')?;
        let (number, identity) = (ProofOfNumber::of_code(number)?, ProofOfIdentity::of_code(identity)?);
        Some(Self::GivenByHolder(Proof { number, identity }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_rules_name_together_is_accepted() {
        let accepted = AcceptedProofs::none()
            .also("card-copy", ["same-card"])
            .also("notification-card-copy", ["driving-licence", "passport", "library-card"])
            .also("horoscope", ["passport"]);
        let proof = accepted.accept(ProofOfNumber::NotificationCardCopy, ProofOfIdentity::Passport).unwrap();
        assert_eq!(Source::GivenByHolder(proof).stored(), "given notification-card-copy passport");
        for source in [Source::GivenByHolder(proof), Source::FoundByInquiry] {
            assert_eq!(Source::of_stored(&source.stored()), Some(source));
        }
        assert_eq!(Source::of_stored("given horoscope passport"), None);
        assert_eq!(accepted.accept(ProofOfNumber::CardCopy, ProofOfIdentity::Passport), None);
        assert_eq!(accepted.accept(ProofOfNumber::CardOnline, ProofOfIdentity::CardSignature), None);
    }

    #[test]
    fn codes_come_back() {
        assert!(
            ProofOfNumber::ALL.into_iter().all(|proof| ProofOfNumber::of_code(proof.code()) == Some(proof))
        );
        assert!(
            ProofOfIdentity::ALL
                .into_iter()
                .all(|proof| ProofOfIdentity::of_code(proof.code()) == Some(proof))
        );
    }
}
