//! Samples of the page of an entry's link.

use app::linking::{ComparedView, Mark};
use app::{Both, CaseKey, EntryLinkView, LinkPending, PaperItems, PastLink, ResidentSaid, StandingLink};

use super::{In, Sample, data, errors, frame};
use crate::forms::FieldErrors;
use crate::pages::{EntryLinkPage, Frame, LinkForm, Place};

fn unlinked() -> EntryLinkView {
    EntryLinkView {
        entry: data::ID.into(),
        number: "第123456号".into(),
        name: "渡邊　花\u{E000}子<b>".into(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        standing: None,
        pending: None,
        past: vec![],
    }
}

fn linked() -> EntryLinkView {
    let way = Both::new("窓口（職員の判断）", "at the desk, by officers");
    let standing = StandingLink {
        way: way.clone(),
        ground: "免許証の原本と戸籍の一部事項証明を確認した".repeat(8),
        by: "sato / tanaka".into(),
        since: "2026-11-02T01:23:45Z".into(),
        has_account: true,
        cases: CaseKey::parse("1234567", data::ID).into_iter().collect(),
    };
    let past = PastLink {
        way,
        by: "portal".into(),
        from: "2025-01-02T01:23:45Z".into(),
        until: "2025-03-02T01:23:45Z".into(),
        ended_by: "sato / tanaka".into(),
        ended_ground: "同姓同名の別人だった<b>".into(),
    };
    EntryLinkView { standing: Some(standing), past: vec![past], ..unlinked() }
}

fn pending(links: bool, own: bool) -> LinkPending {
    let mark = |text: &str, differs| Mark { text: text.into(), differs };
    let compared = ComparedView {
        label: Both::new("氏名", "Name"),
        held: vec![mark("渡", false), mark("邊", true), mark("　花子", false)],
        proven: vec![mark("渡", false), mark("辺", true), mark("　花子", false)],
        agreement: Both::new("字体の違い", "variants of the same characters"),
        equal: false,
    };
    LinkPending {
        links,
        officer: "sato".into(),
        own,
        since: "2026-11-02T01:23:45Z".into(),
        evidence: if links { "免許証の原本、運転免許証".into() } else { String::new() },
        ground: "旧字体を戸籍で確かめた".into(),
        compared: if links { vec![compared] } else { vec![] },
        resident: if own { ResidentSaid::NotAsked } else { ResidentSaid::Silent },
        seen: "0a1b".into(),
    }
}

/// The page with each kind of content.
pub(super) fn pages(r: In) -> Vec<Sample> {
    let page = |link| EntryLinkPage {
        frame: Frame { place: Place::Linking, ..frame(r.0) },
        link,
        form: LinkForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
    };
    let items = PaperItems { name: "渡辺\"<b>".into(), born: "いつか".into(), ..PaperItems::default() };
    let typed = LinkForm { items, ..LinkForm::default() };
    let wrong = errors(&[
        ("born", r.0.t("正しい日付を入力してください。", "Enter a date.")),
        ("evidence", r.0.t("見た書類を入力してください。", "Say which papers you saw.")),
    ]);
    let waits = |links, own| {
        let base = if links { unlinked() } else { linked() };
        EntryLinkView { pending: Some(pending(links, own)), ..base }
    };
    let moved =
        r.0.t("この登録の結び付きは、その間に変わりました。", "The link has changed meanwhile.").to_owned();
    vec![
        r.sample("entry-link", "empty-private-use", page(unlinked())),
        r.sample("entry-link", "error", EntryLinkPage { form: typed, errors: wrong, ..page(unlinked()) }),
        r.sample("entry-link", "longest", page(linked())),
        r.sample("entry-link", "paper-second", page(waits(true, false))),
        r.sample("entry-link", "paper-own", page(waits(true, true))),
        r.sample("entry-link", "unlink-second", page(waits(false, false))),
        r.sample("entry-link", "moved", EntryLinkPage { refused: moved, ..page(linked()) }),
    ]
}
