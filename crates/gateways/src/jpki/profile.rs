//! Which certificates there are, and under which policies they are issued.

use der::asn1::ObjectIdentifier;

use crate::pki::{Usage, oid};

/// Which of a card's two certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 署名用: the holder stands by what is signed.
    #[doc(alias = "署名用電子証明書")]
    Signing,
    /// 利用者証明用: the holder proves to be the same as before; no name in it.
    #[doc(alias = "利用者証明用電子証明書")]
    Authentication,
}

/// The policies under which a card's certificates are issued, production \[O\] and test cards: that of signing is reported \[T\], the other
/// formed like it \[I\].
const SIGNING: ObjectIdentifier = oid("1.2.392.200149.8.5.1.1.20");
const AUTHENTICATION: ObjectIdentifier = oid("1.2.392.200149.8.5.1.3.30");
const SIGNING_TEST: ObjectIdentifier = oid("1.2.392.200149.8.5.1.0.20");
const AUTHENTICATION_TEST: ObjectIdentifier = oid("1.2.392.200149.8.5.1.0.30");

/// Whose cards are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cards {
    /// Residents' cards.
    Real,
    /// Test cards: never in a register that counts.
    Test,
}

impl Kind {
    /// What such a certificate's key is for, and its policy.
    pub(super) const fn asks(self, cards: Cards) -> (Usage, ObjectIdentifier) {
        match (self, cards) {
            (Self::Signing, Cards::Real) => (Usage::Commitment, SIGNING),
            (Self::Signing, Cards::Test) => (Usage::Commitment, SIGNING_TEST),
            (Self::Authentication, Cards::Real) => (Usage::Authentication, AUTHENTICATION),
            (Self::Authentication, Cards::Test) => (Usage::Authentication, AUTHENTICATION_TEST),
        }
    }
}
