//! Why something that was signed is not accepted: one word a cause, so that pages, records and tests can tell them apart.

use jiff::Timestamp;

/// How bytes fail to be what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// BER that is not DER: lengths left open, or not in their one shortest form. `openssl cms -stream` writes such. It is refused, since
    /// one content has many such forms, and a signature is over one of them.
    Ber,
    /// No such structure.
    Other,
}

/// Why something signed is not accepted. "Unknown" is never "good": each way of not knowing whether a certificate is revoked has its own
/// word too.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Longer than is read.
    #[error("too long")]
    TooLong,
    /// BER where DER is asked for.
    #[error("{0}: BER, not DER")]
    Ber(&'static str),
    /// Not the structure that it should be.
    #[error("{0}: cannot be read")]
    Malformed(&'static str),
    /// An algorithm that is not on the list of those accepted; its object identifier or address.
    #[error("the algorithm {0} is not accepted")]
    Algorithm(String),
    /// A key that is too short, or of a kind that is not accepted.
    #[error("the key is not of a kind that is accepted")]
    Key,
    /// An extension marked critical that is not understood; its object identifier.
    #[error("the critical extension {0} is not understood")]
    CriticalExtension(String),

    /// No authority that is trusted has the key that the certificate names.
    #[error("no trusted authority has the key that the certificate names")]
    UnknownIssuer,
    /// The certificate does not name its issuer's key.
    #[error("the certificate does not name the key of its issuer")]
    NoAuthorityKey,
    /// The issuer's name in the certificate is another than the issuer's own.
    #[error("the issuer has another name")]
    IssuerName,
    /// The issuer did not sign the certificate as it is.
    #[error("the issuer did not sign this certificate")]
    IssuerSignature,
    /// The issuer may not issue certificates, or not so many below it.
    #[error("the issuer may not issue this certificate")]
    NotAnAuthority,
    /// The issuer's own certificate was not valid at the moment.
    #[error("the certificate of the issuer was not valid")]
    IssuerNotValid,
    /// More certificates one above the other than are followed.
    #[error("too many certificates between this one and a trusted one")]
    PathTooLong,
    /// Valid only later.
    #[error("valid from {0} only")]
    NotYetValid(Timestamp),
    /// No longer valid.
    #[error("expired at {0}")]
    Expired(Timestamp),
    /// Issued under another policy than those asked for.
    #[error("the certificate is of another policy")]
    Policy,
    /// The key may not be used for this.
    #[error("the key is not for this use")]
    KeyUsage,
    /// What the certificate says of its holder is not as the profile has it.
    #[error("what the certificate says of its holder is not as the profile has it")]
    Profile,

    /// Revoked.
    #[error("revoked at {since}")]
    Revoked {
        /// Since when.
        since: Timestamp,
        /// The code given (RFC 5280 §5.3.1), if one was.
        reason: Option<u8>,
    },
    /// Nothing that was given says anything about this certificate.
    #[error("nothing says whether the certificate is revoked")]
    RevocationNotShown,
    /// The responder says that it does not know the certificate.
    #[error("the responder does not know this certificate")]
    RevocationUnknown,
    /// The responder refused to answer, with its code (RFC 6960 §4.2.1).
    #[error("the responder gave no answer, code {0}")]
    ResponderRefused(u8),
    /// Neither the authority nor somebody whom it charged with that signed the answer.
    #[error("who signed the answer may not do so")]
    ResponderNotAuthorised,
    /// The answer was not signed as it is.
    #[error("the answer was not signed as it is")]
    ResponderSignature,
    /// The answer is about another certificate.
    #[error("the answer is about another certificate")]
    OtherCertificate,
    /// The answer does not hold the number that was sent with the question: it may be an old one.
    #[error("the answer does not hold the number that was asked with")]
    Nonce,
    /// The list was not signed by the authority as it is.
    #[error("the list was not signed as it is")]
    ListSignature,
    /// The list covers other certificates.
    #[error("the list covers other certificates")]
    ListScope,
    /// The certificate had expired when the list was made, and the list does not say that it names such ones still.
    #[error("the list need not name certificates that have expired")]
    ListForgets,
    /// The answer or the list is of a time to come.
    #[error("the proof is from a later moment")]
    ProofFromLater,
    /// The answer or the list is too old.
    #[error("the proof is too old")]
    ProofStale,

    /// The signature does not fit the signed content and the key.
    #[error("the signature does not fit")]
    Signature,
    /// The content is another than the one that was signed.
    #[error("the content is another than the one signed")]
    Digest,
    /// The content was neither inside nor given.
    #[error("the content is not inside and was not given")]
    NoContent,
    /// The content is inside and was given as well.
    #[error("the content is inside and was given as well")]
    TwoContents,
    /// Nobody signed.
    #[error("nobody signed")]
    NoSigner,
    /// Several signed where one is asked for.
    #[error("several signed")]
    SeveralSigners,
    /// The signer's certificate is not there.
    #[error("the certificate of the signer is not there")]
    NoCertificate,
    /// Something stands beside that nobody signed and that says nothing about this signature.
    #[error("something stands beside that is not signed: {0}")]
    Stray(&'static str),
    /// What must be among the signed properties is missing or is there twice.
    #[error("the signed properties are not complete: {0}")]
    SignedProperties(&'static str),
    /// The signed properties name another certificate than the signer's.
    #[error("the signature names another certificate")]
    SigningCertificate,
    /// The signature does not cover what it should.
    #[error("the signature does not cover {0}")]
    NotCovered(&'static str),
    /// The signature inside a file does not cover the whole of it: something was added after it, or stands beside it.
    #[error("the signature does not cover the whole file")]
    NotWhole,
    /// The certificate claims a role that is not on the list.
    #[error("the role is not on the list")]
    UnknownRole,
    /// The certificate claims no role.
    #[error("the certificate claims no role")]
    NoRole,
    /// A time-stamp of the signature is not accepted, for this cause.
    #[error("the time-stamp: {0}")]
    TimeStamp(Box<Failure>),
    /// The time-stamp is of something else.
    #[error("it is of something else")]
    Imprint,
}

impl Failure {
    /// Whether it may be different if asked again later: nothing is wrong with what was signed, only nothing is known of its state.
    #[must_use]
    pub fn is_lack_of_proof(&self) -> bool {
        if let Self::TimeStamp(why) = self {
            return why.is_lack_of_proof();
        }
        matches!(
            self,
            Self::RevocationNotShown
                | Self::RevocationUnknown
                | Self::ResponderRefused(_)
                | Self::ResponderNotAuthorised
                | Self::ResponderSignature
                | Self::OtherCertificate
                | Self::Nonce
                | Self::ListSignature
                | Self::ListScope
                | Self::ListForgets
                | Self::ProofFromLater
                | Self::ProofStale
        )
    }

    /// What is said to the person whose signature it is, in Japanese; [`Display`](std::fmt::Display) is for the records, in English.
    #[must_use]
    pub fn in_japanese(&self) -> &'static str {
        match self {
            Self::TooLong
            | Self::Ber(_)
            | Self::Malformed(_)
            | Self::Stray(_)
            | Self::SignedProperties(_) => "署名データを読み取れません。",
            Self::Algorithm(_) | Self::Key => "受け付けていない暗号方式の署名です。",
            Self::CriticalExtension(_) | Self::Policy | Self::KeyUsage | Self::Profile => {
                "この手続で使える電子証明書ではありません。"
            }
            Self::UnknownIssuer
            | Self::NoAuthorityKey
            | Self::IssuerName
            | Self::IssuerSignature
            | Self::NotAnAuthority
            | Self::IssuerNotValid
            | Self::PathTooLong => "電子証明書の発行者を確認できません。",
            Self::NotYetValid(_) => "電子証明書の有効期間がまだ始まっていません。",
            Self::Expired(_) => "電子証明書の有効期間が過ぎています。",
            Self::Revoked { .. } => {
                "電子証明書は失効しています。氏名や住所が変わったときは、市区町村の窓口で新しい証明書の発行を受けてください。"
            }
            _ if self.is_lack_of_proof() => {
                "電子証明書が有効かどうかを確認できませんでした。あとで確認します。"
            }
            Self::TimeStamp(_) => "タイムスタンプを確認できません。",
            Self::UnknownRole | Self::NoRole => "電子証明書に、確認できる資格がありません。",
            _ => "署名が書類と一致しません。",
        }
    }
}
