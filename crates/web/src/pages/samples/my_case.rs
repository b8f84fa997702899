//! A case as its applicant sees it at every stage, and the notices.

use app::view::{CaseView, PayingView, ToldView};
use app::{Both, Declared, MessageView, PaperView};

use super::super::{MessagesPage, MyCasePage};
use super::portal::frame;
use super::{In, Sample, cases, data, errors, signed, supplement};
use crate::forms::FieldErrors;

fn told(stage: &'static str, turn: &'static str, now: (&str, &str), about: &[&str]) -> ToldView {
    ToldView {
        stage,
        now: Both::new(now.0, now.1),
        next: Both::new("決まりしだいお知らせします", "You are told as soon as it is decided"),
        turn,
        by: (turn == "applicant").then(|| "2026-12-14".to_owned()),
        about: about.iter().map(|word| (*word).to_owned()).collect(),
    }
}

pub(super) fn papers() -> Vec<PaperView> {
    vec![PaperView {
        id: data::ID.to_owned(),
        document: "koseki".to_owned(),
        file_name: "戸籍<b>.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1_234,
    }]
}

pub(super) fn case(tells: Vec<ToldView>, may: &[&'static str]) -> CaseView {
    CaseView { tells, may: may.to_vec(), ..cases::examined() }
}

fn page(r: In, case: CaseView) -> MyCasePage {
    let words = [
        ("koseki-certificate-code", "戸籍電子証明書提供用識別符号", "A code for the electronic certificate"),
        ("koseki-image", "戸籍抄本の画像", "An image of the extract"),
        ("family-register", "戸籍の照会", "An inquiry of the family register"),
        ("current-certificate", "免許証", "The certificate"),
        ("certificate-signed", "電子署名を付した診断書", "Certificate with a signature"),
        ("koseki", "戸籍抄本", "The extract"),
    ];
    MyCasePage {
        frame: frame(r.0),
        case,
        papers: papers(),
        words: words.map(|(code, ja, en)| (code.to_owned(), Both::new(ja, en))).to_vec(),
        errors: FieldErrors::default(),
        code: String::new(),
        refused: String::new(),
        watch: false,
    }
}

/// What is under way or went wrong with a payment.
fn paying(r: In) -> Vec<Sample> {
    let told = |turn, now| vec![told("payment", turn, now, &[])];
    let confirming = told("authority", ("納付を確認しています", "Your payment is being confirmed"));
    let open = told("applicant", ("納付を待っています", "Waiting for your payment"));
    let wrong = told("applicant", ("納付された額が違います", "Another amount was paid than is due"));
    let one = |tells, may: &[&'static str], (pay, paying)| {
        page(r, CaseView { pay, paying: Some(paying), ..case(tells, may) })
    };
    let confirm = |watch| MyCasePage {
        watch,
        ..one(confirming.clone(), &["withdraw"], (None, PayingView::Confirming))
    };
    let issuing = told("authority", ("納付の番号を発行しています", "Your numbers are being issued"));
    let link = Some(("https://bank.invalid".to_owned(), 1_000));
    let asked = "2026-11-02T01:23:45Z".to_owned();
    vec![
        r.sample(
            "my-case",
            "payment-issuing",
            one(issuing, &["withdraw"], (None, PayingView::Preparing { yen: 1_000 })),
        ),
        r.sample("my-case", "payment-confirming", confirm(false)),
        r.sample("my-case", "payment-confirming-watched", confirm(true)),
        r.sample(
            "my-case",
            "payment-not-come",
            one(open, &["withdraw"], (link, PayingView::NotPaid { asked })),
        ),
        r.sample(
            "my-case",
            "payment-wrong",
            one(wrong, &["ask-payment", "withdraw"], (None, PayingView::Wrong { again: true })),
        ),
    ]
}

pub(super) fn pages(r: In) -> Vec<Sample> {
    let one = |told, may: &[&'static str]| page(r, case(vec![told], may));
    let means = || {
        told(
            "means",
            "applicant",
            ("照会では確かめられないことがあります", "The inquiry could not tell"),
            &["koseki-certificate-code", "koseki-image"],
        )
    };
    let due = || told("payment", "applicant", ("納付を待っています", "Waiting for your payment"), &[]);
    let failed = told("payment", "applicant", ("納付できませんでした", "The payment did not succeed"), &[]);
    let pay = CaseView {
        pay: Some(("https://bank.invalid".to_owned(), 1_000)),
        paying: Some(PayingView::Due),
        ..case(vec![due()], &["withdraw"])
    };
    let waits = vec![
        told(
            "paper",
            "applicant",
            ("書類の到着を待っています", "Waiting for papers"),
            &["current-certificate"],
        ),
        told("asked", "authority", ("確認中です", "Being checked"), &["family-register"]),
    ];
    let wrong = errors(&[("code", r.0.t("提供用識別符号は16桁の数字です。", "The code has 16 digits."))]);
    let asks = || {
        told(
            "supplementation",
            "applicant",
            ("補正を求められています", "Please correct it"),
            &["変更の日を確かめてください<b>"],
        )
    };
    let refused = told(
        "refused",
        "nobody",
        ("認められませんでした", "It was refused"),
        &["戸籍の氏名と異なる", "令第5条"],
    );
    let ended = told("granted", "nobody", ("認められました", "It was granted"), &[]);
    let moved = r.0.t("案件はその間に進んでいます。", "The case has moved meanwhile.").to_owned();
    let mut samples = vec![
        r.sample(
            "my-case",
            "usual",
            one(
                told("examination", "authority", ("審査しています", "It is being examined"), &[]),
                &["withdraw"],
            ),
        ),
        r.sample("my-case", "payment", page(r, pay)),
        r.sample("my-case", "payment-failed", one(failed, &["ask-payment"])),
        r.sample("my-case", "means", one(means(), &["give-means", "withdraw"])),
        r.sample(
            "my-case",
            "means-error",
            MyCasePage { errors: wrong, code: "12\"3".into(), ..one(means(), &["give-means"]) },
        ),
        r.sample("my-case", "waits", page(r, case(waits, &["withdraw"]))),
        r.sample("my-case", "supplement", one(asks(), &["supplement"])),
        r.sample("my-case", "refused", one(refused, &[])),
        r.sample("my-case", "granted-moved", MyCasePage { refused: moved, ..one(ended, &[]) }),
        r.sample("my-case", "empty", MyCasePage { papers: vec![], ..page(r, cases::bare()) }),
    ];
    samples.extend(of_signed_files(r));
    samples.extend(paying(r).into_iter().chain(withdrawn(r)).chain(declared(r)));
    samples.extend(supplement::pages(r, &asks()));
    samples.extend(notices(r));
    samples
}

/// With what was declared in the application, and nothing changed by it.
fn declared(r: In) -> [Sample; 1] {
    let said = |yes, words: &str| Declared { yes, words: words.to_owned() };
    let mut case = CaseView { changes: vec![], ..case(vec![], &["withdraw"]) };
    case.form.declared = [
        ("disqualification".to_owned(), said(true, "罰金の刑<b>に処せられた")),
        ("delay-reason".to_owned(), said(false, "入院していたため。\nいまは退院した。")),
    ]
    .into();
    [r.sample("my-case", "declared", page(r, case))]
}

/// A signed file that shows nothing: another one, an image, or the paper by post.
fn of_signed_files(r: In) -> Vec<Sample> {
    let means = || CaseView {
        signed: vec![signed::paper(false)],
        posts: vec!["koseki".into()],
        ..case(
            vec![told(
                "means",
                "applicant",
                ("照会では確かめられないことがあります", "The inquiry could not tell"),
                &["certificate-signed", "koseki-image", "koseki"],
            )],
            &["give-means", "withdraw"],
        )
    };
    let not_taken = errors(&[("signed", r.0.t("電子署名がありません。", "It bears no signature."))]);
    vec![
        r.sample("my-case", "means-signed", page(r, means())),
        r.sample("my-case", "means-signed-error", MyCasePage { errors: not_taken, ..page(r, means()) }),
    ]
}

/// Taken back by its applicant, unpaid and paid for.
fn withdrawn(r: In) -> Vec<Sample> {
    let told = told("withdrawn", "nobody", ("取り下げました", "You have withdrawn it"), &[]);
    let unpaid = case(vec![told], &[]);
    let paid_for = CaseView { refund: 15_000, ..unpaid.clone() };
    vec![
        r.sample("my-case", "withdrawn", page(r, unpaid)),
        r.sample("my-case", "withdrawn-paid", page(r, paid_for)),
    ]
}

fn notices(r: In) -> Vec<Sample> {
    let message = |kind: &str, read| MessageView {
        kind: kind.to_owned(),
        about: String::new(),
        detail: kind.starts_with("check-").then(|| {
            Both::new("見本管理士：氏名（令和9年1月29日まで）", "Sample keeper: name (until 29 January 2027)")
        }),
        case: Some(data::ID.to_owned()),
        at: 1_793_600_000_000_000,
        read,
    };
    let kinds = [
        "granted",
        "payment-asked",
        "means-wanted",
        "submitted",
        "refused",
        "supplement-asked",
        "check-first-reminder",
    ];
    let list = kinds.iter().enumerate().map(|(at, kind)| {
        let address = if at == 1 { String::new() } else { "/portal/cases/1/2".to_owned() };
        (message(kind, at > 1), address)
    });
    vec![
        r.sample("my-messages", "usual", MessagesPage { frame: frame(r.0), messages: list.collect() }),
        r.sample("my-messages", "empty", MessagesPage { frame: frame(r.0), messages: vec![] }),
    ]
}
