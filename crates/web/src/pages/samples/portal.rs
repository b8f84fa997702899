//! The portal's pages and the desk's on links.

use app::linking::{ComparedView, DeskLinkView, LinkChoice, LinkRequestView, LinkState, LinkWish, Mark};
use app::view::LawSentence;
use app::{Both, DraftLine, MyQualification};

use super::super::{
    Frame, Holder, LinkFormPage, LinkRequestPage, LinkRequestsPage, MyPage, MyRequestPage, Place,
    PortalSignInPage,
};
use super::{In, Sample, data, errors};
use crate::forms::FieldErrors;
use crate::lang::Lang;

/// The surroundings for a holder.
pub(super) fn frame(lang: Lang) -> Frame {
    let holder = Some(Holder { form_key: "f0rm-key".into() });
    Frame { place: Place::Portal, officer: None, holder, here: "/portal".into(), ..super::frame(lang) }
}

fn request(state: LinkState) -> LinkRequestView {
    LinkRequestView {
        id: data::ID.into(),
        qualification: Both::new("見本管理士", "Sample keeper"),
        authority: Both::new("厚生労働大臣", "Minister of Health, Labour and Welfare"),
        number: "第1234567号".into(),
        domicile: "東京都".into(),
        document: "初期設定の申請\n資格：見本管理士\n登録番号：第1234567号\n\n上の登録は私のものです。\n"
            .into(),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        state,
        substitutes: state == LinkState::Unequal,
        by_number: state == LinkState::Unequal,
        words: if state == LinkState::Refused {
            "番号をお確かめください<b>".into()
        } else {
            String::new()
        },
        requested_at: "2026-11-29T23:00:00Z".into(),
        changed_at: "2026-11-29T23:10:00Z".into(),
    }
}

pub(super) fn outside(r: In) -> Vec<Sample> {
    let page = || PortalSignInPage {
        frame: Frame { holder: None, here: "/portal/sign-in".into(), ..frame(r.0) },
        next: String::new(),
        ended: false,
        refused: String::new(),
        open: true,
    };
    let refused =
        r.0.t("個人番号カードのログインが、いま応答していません。", "The sign-in does not answer right now.");
    vec![
        r.sample("portal-sign-in", "usual", page()),
        r.sample(
            "portal-sign-in",
            "ended",
            PortalSignInPage { ended: true, next: "/portal/link".into(), ..page() },
        ),
        r.sample("portal-sign-in", "outage", PortalSignInPage { refused: refused.into(), ..page() }),
        r.sample("portal-sign-in", "closed", PortalSignInPage { open: false, ..page() }),
    ]
}

fn own(entry: app::view::EntryView, family: Option<LawSentence>) -> MyQualification {
    MyQualification {
        entry,
        linked_at: "2026-11-29T23:10:00Z".into(),
        way: Both::new("カードの署名による初期設定", "by the signature of your card"),
        number: Both::new("提供されていません", "not given"),
        number_given: false,
        family,
        law: vec![LawSentence {
            topic: "変更の届出".into(),
            topic_en: "Notification of a change".into(),
            text: "30日以内に届け出る。".into(),
            text_en: "Within 30 days.".into(),
            citation: "見本管理士法施行令第3条".into(),
            confidence: "report".into(),
        }],
    }
}

/// Where a request can stand.
const STATES: [LinkState; 6] = [
    LinkState::ToSign,
    LinkState::Linked,
    LinkState::Unequal,
    LinkState::AtDesk,
    LinkState::Refused,
    LinkState::Ended,
];

pub(super) fn own_pages(r: In) -> Vec<Sample> {
    let bare = |qualifications, requests| MyPage {
        frame: frame(r.0),
        qualifications,
        requests,
        drafts: vec![],
        cases: vec![],
        unread: 0,
    };
    let page = |qualifications, requests| MyPage {
        drafts: vec![DraftLine {
            id: data::ID.into(),
            qualification: Both::new("見本管理士", "Sample keeper"),
            procedure: Both::new("登録事項の変更", "Change of a registered item"),
            saved_at: "2026-11-29T23:10:00Z".into(),
            kept_until: "2027-02-28".into(),
        }],
        cases: super::cases::lines(),
        unread: 2,
        ..bare(qualifications, requests)
    };
    let family = LawSentence {
        topic: "家族の届出".into(),
        topic_en: "Your family".into(),
        text: "亡くなったときは家族の届出が要ります。マイナンバーを提供すると要らなくなります。".into(),
        text_en: "Your family has to notify a death. Once your My Number is given, they need not.".into(),
        citation: "検討会報告書（案）論点1(3)。期限と届出義務者は 見本管理士法施行令第5条・第8条".into(),
        confidence: "report".into(),
    };
    let all = vec![
        own(data::entry(), Some(family)),
        own(data::suspended_entry(), None),
        own(data::deleted_entry(), None),
    ];
    let form = |wish, errors, refused: &str| LinkFormPage {
        frame: frame(r.0),
        wish,
        errors,
        refused: refused.to_owned(),
        choices: choices(),
    };
    let typed = LinkWish {
        number: "第\"><b>号".into(),
        qualification: "sample-keeper".into(),
        ..LinkWish::default()
    };
    let wrong = errors(&[
        ("authority", r.0.t("都道府県を選んでください。", "Choose the prefecture.")),
        ("number", r.0.t("登録番号：数字がありません", "no digits")),
    ]);
    let refused = r.0.t("初期設定の申請が続いています。", "Too many requests of late.");
    let mut samples = vec![
        r.sample("my-qualifications", "usual", page(all, STATES.map(request).to_vec())),
        r.sample("my-qualifications", "empty", bare(vec![], vec![])),
        r.sample("my-link", "usual", form(LinkWish::default(), FieldErrors::default(), "")),
        r.sample("my-link", "error", form(typed, wrong, "")),
        r.sample("my-link", "refused", form(LinkWish::default(), FieldErrors::default(), refused)),
    ];
    samples.extend(requests(r));
    samples
}

/// A request for a link in each of its states, and after the card was not used.
fn requests(r: In) -> Vec<Sample> {
    let of = |state, tried, said: &str| MyRequestPage {
        frame: frame(r.0),
        request: request(state),
        again: state == LinkState::ToSign,
        tried,
        said: said.to_owned(),
    };
    let cases = ["to-sign", "linked", "unequal", "at-desk", "refused", "ended"];
    let all = cases.into_iter().zip(STATES);
    let mut samples: Vec<Sample> = all
        .map(|(case, state)| r.sample("my-request", case, of(state, state == LinkState::Unequal, "")))
        .collect();
    let said = r.0.t("カードの読み取りをやめました。", "You stopped the reading of the card.");
    samples.push(r.sample("my-request", "card-declined", of(LinkState::Unequal, false, said)));
    samples
}

fn choices() -> Vec<LinkChoice> {
    let prefectures = vec![
        ("JP-13".to_owned(), Both::new("東京都", "Tokyo")),
        ("JP-14".to_owned(), Both::new("神奈川県", "Kanagawa")),
    ];
    let choice = |id: &str, name, authorities| LinkChoice { qualification: id.to_owned(), name, authorities };
    vec![
        choice(
            "sample-keeper",
            Both::new("見本管理士", "Sample keeper"),
            vec![("JP".to_owned(), Both::new("厚生労働大臣", "Minister"))],
        ),
        choice("assistant-sample-keeper", Both::new("准見本管理士", "Assistant sample keeper"), prefectures),
    ]
}

pub(super) fn desk(r: In) -> Vec<Sample> {
    let at = || Frame { place: Place::Linking, ..super::frame(r.0) };
    let list = |requests| LinkRequestsPage { frame: at(), requests };
    let mark = |text: &str, differs| Mark { text: text.to_owned(), differs };
    let compared = vec![
        ComparedView {
            label: Both::new("氏名", "Name"),
            held: vec![mark("髙", true), mark("橋　花\u{E000}", false)],
            proven: vec![mark("高", true), mark("橋　花\u{E000}", false)],
            agreement: Both::new("字体の違い", "variants of the same characters"),
            equal: false,
        },
        ComparedView {
            label: Both::new("生年月日", "Date of birth"),
            held: vec![mark("1988-01-08", false)],
            proven: vec![mark("1988-01-08", false)],
            agreement: Both::new("一致", "equal"),
            equal: true,
        },
    ];
    let page = |state, entry: Option<&str>, errors| LinkRequestPage {
        frame: at(),
        link: DeskLinkView {
            request: request(state),
            entry: entry.map(str::to_owned),
            compared: compared.clone(),
            taken: state == LinkState::AtDesk,
            decided_by: "登録担当　佐藤".into(),
        },
        errors,
        words: String::new(),
    };
    let wrong = errors(&[("words", r.0.t("決定の理由を入力してください。", "Give the reason."))]);
    vec![
        r.sample("link-requests", "usual", list(vec![request(LinkState::AtDesk)])),
        r.sample("link-requests", "empty", list(vec![])),
        r.sample("link-request", "usual", page(LinkState::AtDesk, Some(data::ID), FieldErrors::default())),
        r.sample("link-request", "no-entry", page(LinkState::AtDesk, None, wrong)),
        r.sample("link-request", "linked", page(LinkState::Linked, Some(data::ID), FieldErrors::default())),
        r.sample("link-request", "refused", page(LinkState::Refused, None, FieldErrors::default())),
    ]
}
