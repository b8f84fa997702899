//! What a person sees when a page cannot be shown.

use app::{AppError, ErrorKind};
use askama::Template;
use axum::http::StatusCode;

use super::Frame;

/// An error's page: what happened, and what one can do.
#[derive(Template)]
#[template(path = "desk/failure.html")]
pub(crate) struct FailurePage {
    pub frame: Frame,
    pub status: StatusCode,
    pub error: AppError,
    /// The sign-in, with the way back to where the person was.
    pub back: String,
}

/// The status of a kind of error.
pub(crate) fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::BadInput => StatusCode::BAD_REQUEST,
        ErrorKind::NotSignedIn => StatusCode::UNAUTHORIZED,
        ErrorKind::NotPermitted => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl FailurePage {
    /// The heading in the page's language.
    pub(crate) fn heading(&self) -> &'static str {
        let t = |ja, en| self.frame.lang.t(ja, en);
        match self.status {
            StatusCode::METHOD_NOT_ALLOWED => return t("この方法では使えません", "Not by that method"),
            StatusCode::PAYLOAD_TOO_LARGE => return t("送られた内容が大きすぎます", "Too much was sent"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                return t("受け付けられない形式です", "Not a kind of content that is accepted");
            }
            _ => {}
        }
        match self.error.kind {
            ErrorKind::BadInput => t("入力に誤りがあります", "Something in the request is wrong"),
            ErrorKind::NotSignedIn => t("ログインが必要です", "Please sign in"),
            ErrorKind::NotPermitted => t("この操作は許可されていません", "This is not permitted"),
            ErrorKind::NotFound => t("ページまたは登録が見つかりません", "Page or entry not found"),
            ErrorKind::Conflict => t("ほかの操作と重なりました", "Somebody else was faster"),
            ErrorKind::TooMany => t("操作の回数が多すぎます", "Too many attempts"),
            ErrorKind::Unavailable => t("ただいまご利用いただけません", "Not available right now"),
            ErrorKind::Internal => t("システムに問題が起きました", "A problem on our side"),
        }
    }

    /// What one can do, in the page's language.
    pub(crate) fn advice(&self) -> &'static str {
        let t = |ja, en| self.frame.lang.t(ja, en);
        match self.error.kind {
            ErrorKind::BadInput => {
                t("前のページに戻り、入力をお確かめください。", "Go back and check what was entered.")
            }
            ErrorKind::NotSignedIn => {
                t("ログインしてから、もう一度お試しください。", "Sign in and try again.")
            }
            ErrorKind::NotPermitted => t(
                "必要な場合は、所属の管理者に権限をご確認ください。",
                "If you need it, ask your administrator about your role.",
            ),
            ErrorKind::NotFound => t(
                "アドレスをお確かめいただくか、検索からお探しください。",
                "Check the address, or look for the entry by searching.",
            ),
            ErrorKind::Conflict => {
                t("最新の内容を表示して、もう一度お試しください。", "Show the present state and try again.")
            }
            ErrorKind::TooMany => {
                t("しばらく待ってから、もう一度お試しください。", "Wait a while and try again.")
            }
            ErrorKind::Unavailable => t(
                "しばらくしてから、もう一度お試しください。記録された内容は失われません。",
                "Try again in a while. Nothing that was recorded is lost.",
            ),
            ErrorKind::Internal => t(
                "時間をおいてもう一度お試しください。続くときは、システムの担当者にお知らせください。",
                "Try again later. If it goes on, tell the people who run the system.",
            ),
        }
    }

    /// The words of the use case in the page's language.
    pub(crate) fn words(&self) -> &str {
        self.frame.lang.words(&self.error)
    }

    /// The status code, for the small print.
    pub(crate) fn code(&self) -> u16 {
        self.status.as_u16()
    }
}
