//! The form of a page on which a number is entered. The page posts to the web layer, which hands the body here unread.

use zeroize::{Zeroize, Zeroizing};

use crate::number::{MyNumber, NumberFault};
use crate::proof::{AcceptedProofs, Proof, ProofOfIdentity, ProofOfNumber, Source};
use crate::{SealedNumber, Use, Vault, VaultError};

/// Bytes of a body: three short fields, and whatever key the page's own form carries.
const BODY_AT_MOST: usize = 4_096;

/// What is wrong with a field, in words for the person. It holds nothing of what was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// In Japanese.
    pub ja: &'static str,
    /// In English.
    pub en: &'static str,
}

/// What came of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The number is in the vault, bound to the case of the use.
    Sealed(SealedNumber),
    /// The page is shown again, with these words and without the number.
    Again(Vec<FieldError>),
}

/// Why a body is no form at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// Longer than a form of this page can be.
    #[error("送信内容が長すぎます / the body is too long")]
    TooLong,
    /// Not `application/x-www-form-urlencoded`, or a field of ours stands twice.
    #[error("送信内容を読めません / the body cannot be read")]
    Unreadable,
}

/// A form that was filled in well: the number in it does not print and is wiped.
pub struct IntakeForm {
    number: MyNumber,
    proof: Proof,
}

impl std::fmt::Debug for IntakeForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IntakeForm").field("proof", &self.proof).finish_non_exhaustive()
    }
}

impl IntakeForm {
    /// The field with the number.
    pub const NUMBER: &'static str = "my_number";
    /// The field with the code of the proof of number.
    pub const NUMBER_PROOF: &'static str = "number_proof";
    /// The field with the code of the proof of identity.
    pub const IDENTITY_PROOF: &'static str = "identity_proof";

    /// Reads a posted body and wipes it. Other fields than ours (the page's form key) are passed over.
    ///
    /// # Errors
    /// [`FormFault`] when it is no form; the inner error names the fields to be corrected.
    pub fn parse(
        body: Vec<u8>,
        accepted: &AcceptedProofs,
    ) -> Result<Result<Self, Vec<FieldError>>, FormFault> {
        let body = Zeroizing::new(body);
        if body.len() > BODY_AT_MOST {
            return Err(FormFault::TooLong);
        }
        let mut fields = Fields::default();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
            let name = decoded(name)?;
            let place = match name.as_str() {
                Self::NUMBER => &mut fields.number,
                Self::NUMBER_PROOF => &mut fields.number_proof,
                Self::IDENTITY_PROOF => &mut fields.identity_proof,
                _ => continue,
            };
            if place.replace(decoded(value)?).is_some() {
                return Err(FormFault::Unreadable);
            }
        }
        Ok(fields.read(accepted))
    }
}

#[derive(Default)]
struct Fields {
    number: Option<Zeroizing<String>>,
    number_proof: Option<Zeroizing<String>>,
    identity_proof: Option<Zeroizing<String>>,
}

impl Fields {
    fn read(self, accepted: &AcceptedProofs) -> Result<IntakeForm, Vec<FieldError>> {
        let text = |field: &Option<Zeroizing<String>>| field.as_ref().map(|text| text.trim().to_owned());
        let mut wrong = Vec::new();
        let number = self.number.as_ref().map_or(Err(NumberFault::Missing), |text| MyNumber::of_typed(text));
        if let Err(fault) = &number {
            let (ja, en) = fault.words();
            wrong.push(FieldError { field: IntakeForm::NUMBER, ja, en });
        }
        let shown = text(&self.number_proof).and_then(|code| ProofOfNumber::of_code(&code));
        if shown.is_none() {
            wrong.push(FieldError {
                field: IntakeForm::NUMBER_PROOF,
                ja: "番号を確かめる書類を選んでください。",
                en: "Choose the document that shows the number.",
            });
        }
        let who = text(&self.identity_proof).and_then(|code| ProofOfIdentity::of_code(&code));
        let proof = shown.zip(who).and_then(|(shown, who)| accepted.accept(shown, who));
        if shown.is_some() && proof.is_none() {
            wrong.push(FieldError {
                field: IntakeForm::IDENTITY_PROOF,
                ja: "この番号確認書類に合う本人確認書類を選んでください。",
                en: "Choose a proof of identity that goes with that document.",
            });
        }
        match (number, proof) {
            (Ok(number), Some(proof)) => Ok(IntakeForm { number, proof }),
            _ => Err(wrong),
        }
    }
}

impl Vault {
    /// Takes the number of a posted form in, for the case of this use: what the web layer mounts as it is.
    ///
    /// # Errors
    /// The engine's. What a person has to correct is no error.
    pub async fn take_form(
        &self,
        body: Vec<u8>,
        accepted: &AcceptedProofs,
        by: &Use,
    ) -> Result<Result<Taken, FormFault>, VaultError> {
        let form = match IntakeForm::parse(body, accepted) {
            Ok(Ok(form)) => form,
            Ok(Err(wrong)) => return Ok(Ok(Taken::Again(wrong))),
            Err(fault) => return Ok(Err(fault)),
        };
        let sealed = self.seal_from(&form.number, &Source::GivenByHolder(form.proof), by).await?;
        Ok(Ok(Taken::Sealed(sealed)))
    }
}

/// Percent-decoded (WHATWG URL standard, 5.1), into a buffer that is wiped.
fn decoded(text: &[u8]) -> Result<Zeroizing<String>, FormFault> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(*byte).to_digit(16));
                let (high, low) = digit().zip(digit()).ok_or(FormFault::Unreadable)?;
                u8::try_from(high * 16 + low).map_err(|_| FormFault::Unreadable)?
            }
            byte => *byte,
        });
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(FormFault::Unreadable)
        }
    }
}

/// Whatever bytes are posted: a form, fields to correct, or a fault, without a panic.
pub fn fuzz_intake_form(bytes: &[u8]) {
    let accepted = AcceptedProofs::none().also("card-copy", ["same-card"]);
    let _ = IntakeForm::parse(bytes.to_vec(), &accepted);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepted() -> AcceptedProofs {
        AcceptedProofs::none().also("card-copy", ["same-card"]).also("resident-record", ["passport"])
    }

    fn wrong(body: &str) -> Vec<&'static str> {
        let outcome = IntakeForm::parse(body.as_bytes().to_vec(), &accepted()).unwrap();
        outcome.err().unwrap_or_default().iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_good_form_is_read_whatever_its_digits_are_written_in() {
        for number in ["123456789018", "1234+5678+9018", "1234%205678%209018", "%EF%BC%91234-5678-9018"] {
            let body = format!("key=x&my_number={number}&number_proof=card-copy&identity_proof=same-card");
            let form = IntakeForm::parse(body.into_bytes(), &accepted()).unwrap().unwrap();
            assert_eq!(form.number.digits(), b"123456789018");
            assert!(!format!("{form:?}").contains("1234"));
        }
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let good = "number_proof=card-copy&identity_proof=same-card";
        assert_eq!(wrong(&format!("my_number=123456789019&{good}")), ["my_number"]);
        assert_eq!(wrong(good), ["my_number"]);
        assert_eq!(wrong("my_number=123456789018"), ["number_proof"]);
        assert_eq!(
            wrong("my_number=123456789018&number_proof=card-copy&identity_proof=passport"),
            ["identity_proof"]
        );
        assert_eq!(wrong("my_number=1&number_proof=resident-record"), ["my_number", "identity_proof"]);
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let refused = |body: &[u8]| IntakeForm::parse(body.to_vec(), &accepted()).unwrap_err();
        assert_eq!(refused(&[b'a'; 5_000]), FormFault::TooLong);
        for body in ["my_number=%4", "my_number=%zz", "my_number=%ff", "my_number=1&my_number=2"] {
            assert_eq!(refused(body.as_bytes()), FormFault::Unreadable, "{body}");
        }
    }

    proptest! {
        #[test]
        fn nothing_posted_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            fuzz_intake_form(&bytes);
            super::super::fuzz_sealed_message(&bytes);
        }
    }
}
