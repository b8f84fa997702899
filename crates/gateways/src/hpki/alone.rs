//! What a file tells alone: no certificate is followed, nobody is asked.

use super::{pdf, role, xades};
use crate::pki::Failure;

/// What a document says, field by field, where its signatures fit it. Whose they are, and what they are worth, is not asked here: a document
/// that was checked before is read again by this.
///
/// # Errors
/// What is wrong with it.
pub fn fields(xml: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    xades::read(xml).map(|(document, _)| document.fields)
}

/// What arbitrary bytes may do to the reader of signed documents: nothing but be refused. For fuzzing.
pub fn fuzz_document(bytes: &[u8]) {
    let _ = xades::read(bytes);
}

/// The same for the reader of signatures inside a PDF.
pub fn fuzz_pdf(bytes: &[u8]) {
    let _ = pdf::read(bytes);
}

/// Whether a PDF bears a signature that covers the whole of it. Whose it is, and whether it fits, is not asked here.
///
/// # Errors
/// As [`super::Validator::check_pdf`], as far as the file alone can tell.
pub fn bears_signature(pdf: &[u8]) -> Result<(), Failure> {
    pdf::read(pdf).map(|_| ())
}

/// Whether bytes are a PDF by their beginning.
#[must_use]
pub fn is_pdf(bytes: &[u8]) -> bool {
    pdf::is_pdf(bytes)
}

/// The same for the reader of roles.
pub fn fuzz_roles(bytes: &[u8]) {
    let _ = role::claimed(bytes);
}
