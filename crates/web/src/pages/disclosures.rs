//! `/desk/entries/{id}/disclosures`: who looked at an entry, why and when.

use app::view::DisclosureView;
use askama::Template;

use super::Frame;
use crate::html;

/// The disclosure records of an entry, newest first.
#[derive(Template)]
#[template(path = "desk/disclosures.html")]
pub(crate) struct DisclosuresPage {
    pub frame: Frame,
    pub entry: String,
    pub looks: Vec<DisclosureView>,
}

impl DisclosuresPage {
    /// A door in words.
    pub(crate) fn door(code: &str) -> &str {
        match code {
            "desk" => "窓口の画面",
            "api" => "プログラム",
            "command" => "コマンド",
            "job" => "定期処理",
            other => other,
        }
    }
}
