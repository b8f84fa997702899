//! What the check of a signed file found, as it stands beside a case: who signed, in which role, when, what is wrong with it, and what a
//! person has to look at. Of what the paper says nothing is kept here: that stays in the sealed file.

use gateways::hpki::{Confirmed, Signature};
use gateways::pki::Failure;
use jiff::Timestamp;
use law::Both;
use registry::case::Answer;
use registry::hash::hex;
use serde::{Deserialize, Serialize};

use crate::{AppError, ErrorKind};

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PaperFound {
    /// SHA-256 of the file, in hexadecimal.
    pub(crate) digest: String,
    /// Who signed, as the certificate has the name.
    pub(crate) signer: String,
    /// In which roles, in Japanese words; none for schools.
    pub(crate) roles: Vec<String>,
    /// The serial number of the certificate, in hexadecimal.
    pub(crate) certificate: String,
    /// When it was signed, RFC 3339: by the time-stamp where there is one, else as the signer says.
    pub(crate) signed_at: String,
    /// Whether a time-stamp vouches for that.
    pub(crate) stamped: bool,
    /// What is wrong, by its code; empty where nothing is.
    pub(crate) fault: String,
    /// The same to the letter, for the records: of what the certificate or the signature failed.
    pub(crate) detail: String,
    /// What a person has to look at, by the codes.
    pub(crate) looks: Vec<String>,
}

impl PaperFound {
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        Self { digest: hex(digest), ..Self::default() }
    }

    /// The same with who signed.
    pub(crate) fn signed_by(mut self, confirmed: &Confirmed) -> Self {
        let Signature { certificate, name, roles, .. } = &confirmed.signed;
        self.signer.clone_from(name);
        self.roles = roles.iter().map(|role| role.ja.clone()).collect();
        self.certificate = hex(certificate.serial().bytes());
        self.stamped = confirmed.signed.existed_by().is_some();
        self.signed_at = signed_at(&confirmed.signed).map(|at| at.to_string()).unwrap_or_default();
        self
    }

    pub(crate) fn bad(mut self, fault: Fault) -> Self {
        fault.code().clone_into(&mut self.fault);
        self
    }

    pub(crate) fn failed(mut self, failure: &Failure) -> Self {
        self.detail = failure.to_string();
        self.bad(Fault::of(failure))
    }

    pub(crate) fn look_at(&mut self, look: Look) {
        self.looks.push(look.code().to_owned());
    }

    /// Whether nothing is wrong and nobody has to look at it.
    pub(crate) fn is_good(&self) -> bool {
        self.fault.is_empty() && self.looks.is_empty()
    }

    /// What it is as the answer of a source. A bad file shows nothing, so the same case goes on by another; it refuses nobody.
    pub(crate) fn answer(&self) -> Answer {
        match (self.fault.is_empty(), self.looks.is_empty()) {
            (false, _) => Answer::CannotTell,
            (true, false) => Answer::Given,
            (true, true) => Answer::Agrees,
        }
    }

    /// Why it is not taken, and what to do instead; nothing where it may be.
    pub(crate) fn refusal(&self) -> Option<AppError> {
        let fault = Fault::of_code(&self.fault)?;
        let what = fault.words();
        let (ja, en) = (
            "別の電子ファイルを選んで送るか、「郵送又は持参」を選んで紙の書類を出してください。",
            "Please choose another file, or choose to bring the paper by post or at the counter.",
        );
        let error =
            AppError::new(ErrorKind::BadInput, format!("{}{ja}", what.ja), format!("{} {en}", what.en));
        Some(error.with_detail(&self.detail))
    }

    /// What is wrong with it, or what a person has to look at, in words.
    pub(crate) fn reasons(&self) -> Vec<Both> {
        let fault = Fault::of_code(&self.fault).map(Fault::words);
        fault
            .into_iter()
            .chain(self.looks.iter().filter_map(|code| Look::of_code(code)).map(Look::words))
            .collect()
    }
}

/// The moment of a signature: what a time-stamp says, else what the signer says.
pub(crate) fn signed_at(signature: &Signature) -> Option<Timestamp> {
    signature.existed_by().or(signature.claimed_time)
}

/// Makes an enum of codes with their words.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $code:literal, $ja:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            fn words(self) -> Both {
                match self { $(Self::$variant => Both::new($ja, $en)),+ }
            }
        }
    };
}

coded! {
    /// What is wrong with a signed file.
    Fault {
        /// No file of this kind is there.
        Missing = "missing", "電子署名のあるファイルが送られていません。", "No signed file was sent.";
        Unsigned = "unsigned", "電子署名がありません。", "It bears no signature.";
        Unreadable = "unreadable", "電子署名のある書類として読み取れません。", "It cannot be read as a signed document.";
        Bare = "bare", "電子署名だけのファイルで、署名された書類が入っていません。書類も入ったファイルを送ってください。", "It holds a signature and not what was signed. Please send the file that holds both.";
        TooLong = "too-long", "電子署名のある書類としては大きすぎます。", "It is too large for a signed document.";
        Altered = "altered", "書類の内容と電子署名が一致しません。署名のあとで内容が変わっています。", "Its content is not what was signed: it was changed afterwards.";
        Added = "added", "署名のあとで、ファイルに書き足されています（開いて保存し直したときなど）。署名した方から受け取ったままのファイルを送ってください。", "Something was added to the file after it was signed, as saving it again does. Please send it as you got it from whoever signed it.";
        Expired = "expired", "署名に使われた電子証明書は、その時点で有効期間の外です。", "The signer’s certificate was not valid at that time.";
        Revoked = "revoked", "署名に使われた電子証明書は失効しています。署名した方に確かめてください。", "The signer’s certificate was revoked. Please ask whoever signed it.";
        Issuer = "issuer", "署名に使われた電子証明書は、この書類に使えるものではありません。", "The signer’s certificate is not one that may sign this document.";
        Algorithm = "algorithm", "受け付けていない方式の電子署名です。", "The signature is made in a way that is not accepted.";
        Stamp = "time-stamp", "タイムスタンプを確認できません。", "Its time-stamp does not stand.";
        Role = "role", "この書類に署名できる資格が、署名した方の電子証明書にありません。", "The signer’s certificate does not show the qualification that this document needs.";
        Person = "person", "書類の氏名が、申請する方の氏名と違います。", "It is about somebody of another name.";
        BirthDate = "birth-date", "書類の生年月日が、申請する方の生年月日と違います。", "It has another date of birth than the applicant’s.";
        Signer = "signer", "書類に書かれた署名者の登録番号が、登録と一致しません。", "The signer’s registration number in it is not as the register has it.";
        Suspended = "suspended", "署名した方は、署名の日に業務を行えませんでした。", "The signer was not allowed to practise on the day of the signature.";
    }
}

coded! {
    /// What a person has to look at.
    Look {
        Content = "content", "内容を機械で読めないため、職員が氏名と内容を確かめます", "A machine cannot read its content: an officer looks at name and content";
        NoName = "no-name", "氏名の欄がありません", "It has no field for the name";
        Name = "name", "氏名の文字又は氏名が申請と違います", "The name is written otherwise than in the application";
        NoBirthDate = "no-birth-date", "生年月日の欄がありません", "It has no field for the date of birth";
        Namesake = "namesake", "署名した方と申請する方の氏名が同じです", "Signer and applicant have the same name";
        Old = "old", "書類の日付が、受け付ける期間より前です", "It is older than is usually taken";
        NoDate = "no-date", "書類の日付を確かめられません", "Its date cannot be told";
        Signatory = "signatory", "だれが署名すべきかが規則で確かめられていません", "The rules do not establish who has to sign it";
    }
}

impl Fault {
    /// By what a certificate or a signature failed.
    fn of(failure: &Failure) -> Self {
        match failure {
            Failure::TooLong => Self::TooLong,
            Failure::NoContent => Self::Bare,
            Failure::NoSigner | Failure::NoCertificate => Self::Unsigned,
            Failure::Signature | Failure::Digest | Failure::NotCovered(_) => Self::Altered,
            Failure::NotWhole => Self::Added,
            Failure::Expired(_) | Failure::NotYetValid(_) => Self::Expired,
            Failure::Revoked { .. } => Self::Revoked,
            Failure::UnknownRole | Failure::NoRole => Self::Role,
            Failure::Algorithm(_) | Failure::Key => Self::Algorithm,
            Failure::TimeStamp(_) | Failure::Imprint => Self::Stamp,
            Failure::Ber(_)
            | Failure::Malformed(_)
            | Failure::Stray(_)
            | Failure::TwoContents
            | Failure::SeveralSigners
            | Failure::SignedProperties(_)
            | Failure::SigningCertificate => Self::Unreadable,
            _ => Self::Issuer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_words_and_none_is_there_twice() {
        let faults = Fault::ALL.iter().map(|fault| (fault.code(), fault.words()));
        let looks = Look::ALL.iter().map(|look| (look.code(), look.words()));
        let all: Vec<_> = faults.chain(looks).collect();
        for (code, words) in &all {
            assert_eq!(all.iter().filter(|(other, _)| other == code).count(), 1, "{code}");
            assert!(!words.ja.is_empty() && !words.en.is_empty());
        }
    }

    #[test]
    fn a_bad_file_refuses_nobody_and_one_to_be_looked_at_is_no_fact() {
        let good = PaperFound::of(&[1; 32]);
        assert!(good.is_good() && good.refusal().is_none());
        assert_eq!(good.answer(), Answer::Agrees);
        let mut odd = good.clone();
        odd.look_at(Look::Name);
        assert!(odd.answer() == Answer::Given && odd.refusal().is_none());
        odd.look_at(Look::Old);
        assert_eq!(odd.reasons().len(), 2);
        let bad = odd.bad(Fault::Revoked);
        assert_eq!(bad.answer(), Answer::CannotTell);
        let told = bad.refusal().unwrap();
        assert!(told.for_person.contains("失効") && told.for_person.contains("郵送"), "{told}");
    }

    #[test]
    fn a_failure_is_told_by_what_its_sender_can_do_about_it() {
        assert_eq!(Fault::of(&Failure::NoSigner), Fault::Unsigned);
        assert_eq!(Fault::of(&Failure::Digest), Fault::Altered);
        assert_eq!(Fault::of(&Failure::NotWhole), Fault::Added);
        assert_eq!(Fault::of(&Failure::UnknownIssuer), Fault::Issuer);
        assert_eq!(Fault::of(&Failure::Malformed("document")), Fault::Unreadable);
    }
}
