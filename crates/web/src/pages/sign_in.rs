//! `/desk/sign-in`.

use app::{DemoAccount, Purpose};
use askama::Template;

use super::Frame;
use crate::config::Provider;
use crate::forms::{FieldErrors, SignInForm};

/// The sign-in page.
#[derive(Template)]
#[template(path = "desk/sign_in.html")]
pub(crate) struct SignInPage {
    pub frame: Frame,
    pub form: SignInForm,
    pub errors: FieldErrors,
    /// Whether one is here because a session has ended.
    pub ended: bool,
    /// Why the sign-in failed as a whole; empty when it did not.
    pub refused: String,
    /// What one works for.
    pub purposes: Vec<Purpose>,
    pub accounts: Vec<DemoAccount>,
    pub provider: Option<Provider>,
}
