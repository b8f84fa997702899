//! The key that every form of a session carries, and what is said when it is not the session's.

use app::{AppError, ErrorKind};

/// Whether a form's key is the session's own.
pub(crate) fn same_key(own: &str, form_key: &str) -> bool {
    let differs = own.bytes().zip(form_key.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    !own.is_empty() && own.len() == form_key.len() && differs == 0
}

/// A form whose session is another one by now.
pub(crate) fn old_form() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "画面の有効期間が切れています。画面を開き直してください。",
        "This form has expired. Open the page again.",
    )
}

/// A form that came after the end of its session: nothing was done, and the way back is its page.
pub(crate) fn session_over() -> AppError {
    AppError::new(
        ErrorKind::NotSignedIn,
        "ログインの有効期間が終わっています。送られた操作は行われていません。",
        "Your session has ended. What you sent was not carried out.",
    )
}
