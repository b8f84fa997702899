//! What stands around an application: the procedures to choose from, and a signature that was not taken.

use app::view::{AskedView, EntryHead};
use app::{Both, ProcedureChoice, ProcedureChoices};

use super::super::{NotSignedPage, ProceduresPage};
use super::asked::asked;
use super::portal::frame;
use super::{In, Sample, data};

pub(super) fn around(r: In) -> Vec<Sample> {
    let choice = |code, ja: &str, en: &str, asked: Option<AskedView>| ProcedureChoice {
        code,
        name: Both::new(ja, en),
        closed: asked.is_none().then(|| Both::new("要確認", "to be confirmed")),
        asked,
    };
    let choices = |procedures| ProcedureChoices {
        entry: EntryHead {
            id: data::ID.to_owned(),
            qualification: Both::new("見本管理士", "Sample keeper"),
            authority: Both::new("厚生労働大臣", "Minister"),
            number: "第1234567号".to_owned(),
        },
        procedures,
        law: vec![],
    };
    let page =
        |choices, refused: &str| ProceduresPage { frame: frame(r.0), choices, refused: refused.to_owned() };
    let all = vec![
        choice("change", "登録事項の変更", "Change of a registered item", Some(asked(false))),
        choice("rewriting", "書換え交付", "Rewriting of the certificate", None),
    ];
    let many = r.0.t("書きかけの申請が多すぎます。", "There are too many applications begun.");
    let not_signed = NotSignedPage {
        frame: frame(r.0),
        words: r.0.t("署名用電子証明書が失効しています。", "The signing certificate was revoked.").to_owned(),
        back: format!("/portal/drafts/{}/check", data::ID),
    };
    vec![
        r.sample("my-procedures", "usual", page(choices(all), "")),
        r.sample("my-procedures", "empty-refused", page(choices(vec![]), many)),
        r.sample("my-not-signed", "usual", not_signed),
    ]
}
