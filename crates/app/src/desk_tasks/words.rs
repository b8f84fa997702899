//! The words of tasks: kinds, what is to be done, why money goes back, what a job tried.

use law::Both;

use crate::cases::{ASK, DECIDE, NOTICE, PAYMENT_CHECK, PAYMENT_ISSUE, PAYMENT_LOOK, PAYMENT_NEWS, TELL};
use crate::link_entry::{PAPER_LINK, UNLINK};
use crate::second_officer::SECOND;

/// What two officers do ends by the second one's answer, and by nothing else.
pub(super) fn ends_by_note(kind: &str) -> bool {
    ![SECOND, PAPER_LINK, UNLINK].contains(&kind)
}

pub(super) fn kind_words(kind: &str) -> Both {
    let (ja, en) = match kind {
        "refund" => ("還付", "Money to be paid back"),
        "payment-unclear" => ("納付の確認", "A payment to be looked at"),
        "job-failed" => ("送信・照会の失敗", "Something could not be sent or asked"),
        "review-by-rule" => ("規則による決定の見直し", "A decision by rule to be looked at again"),
        "write-certificate" => ("免許証等の作成", "A certificate to be written"),
        NOTICE => ("書面の申請者への通知", "A letter to somebody who applied on paper"),
        "yearly-check" => ("年1回の確認の結果", "A finding of the yearly check"),
        "yearly-check-keeper" => {
            ("年1回の確認の結果（登録機関の手続）", "A finding for whoever keeps the register")
        }
        "deletion-fell" => ("取りやめた職権抹消", "A proposed deletion that fell out"),
        SECOND => ("二人目の署名", "A second signature"),
        PAPER_LINK => ("書面による結び付けの確認", "A link from paper to be confirmed"),
        UNLINK => ("結び付きを解くことの確認", "The end of a link to be confirmed"),
        other => (other, other),
    };
    Both::new(ja, en)
}

pub(super) fn to_do(kind: &str) -> Both {
    let (ja, en) = match kind {
        "refund" => (
            "案件の納付を確かめて還付し、還付した日と方法を書いて終えます。",
            "Pay the money back; note the day and the way.",
        ),
        "payment-unclear" => (
            "収納機関の報告と案件を照らし合わせ、どう扱ったかを書いて終えます。",
            "Compare the report with the case; note how it was settled.",
        ),
        "job-failed" => (
            "自動の再試行をやめたものです。案件を開いて別の方法で進め、何をしたかを書いて終えます。",
            "The program has stopped trying. Go on with the case in another way; note what was done.",
        ),
        "review-by-rule" => (
            "無作為に選ばれた決定です。案件を開いて職員の目で確かめ、結果を書いて終えます。",
            "Chosen by chance. Open the case, judge it yourself, and note the result.",
        ),
        "write-certificate" => (
            "免許証・登録証を作成して送り、番号と送った日を書いて終えます。",
            "Write and send the certificate; note its number and the day.",
        ),
        NOTICE => (
            "案件の「通知の文面」を印刷して申請者に送り、送った日を書いて終えます。",
            "Print the letter on the page of the case and send it; note the day.",
        ),
        SECOND => (
            "案件を開き、一人目の決定を確かめて署名します。署名すると、この作業は終わります。",
            "Open the case, look at the first decision and sign it. Signing ends this task.",
        ),
        PAPER_LINK | UNLINK => (
            "登録の結び付きの画面を開き、始めた職員とは別の職員が確かめます。",
            "Open the page of the entry’s link. Another officer than the one who began it confirms it.",
        ),
        _ => (
            "登録を確かめ、必要な手続をして、何をしたかを書いて終えます。",
            "Look at the entry, do what is needed, and note what was done.",
        ),
    };
    Both::new(ja, en)
}

/// What whoever applied on paper is told, by the kinds of events.
pub(super) fn notice_words(kinds: &str) -> Both {
    let all: Vec<_> = kinds.split(' ').map(told_words).collect();
    let join = |parts: Vec<&str>, by| parts.join(by);
    Both::new(
        join(all.iter().map(|(ja, _)| *ja).collect(), "、"),
        join(all.iter().map(|(_, en)| *en).collect(), "; "),
    )
}

fn told_words(kind: &str) -> (&str, &str) {
    match kind {
        "means-wanted" => ("別の方法で示すこと", "another means is wanted"),
        "paper-wanted" => ("書類がまだ届いていないこと", "papers are still waited for"),
        "payment-due" => ("納める額", "what is to be paid"),
        "supplement-asked" => ("補正の求め", "something is to be corrected or added"),
        "granted" => ("認めたこと", "it was granted"),
        "refused" => ("認めなかったこと（理由と不服の申立て）", "it was refused, with ground and remedies"),
        "withdrawn" => ("取下げを受け付けたこと", "the withdrawal was taken"),
        other => (other, other),
    }
}

pub(super) fn same(text: &str) -> Both {
    Both::new(text, text)
}

pub(super) fn why_words(code: &str) -> Both {
    let (ja, en) = match code {
        "other-amount" => ("納めるべき額と違う", "not the amount that was due"),
        "twice" => ("二重の納付", "paid twice"),
        "closed" => ("終わった案件への納付", "paid for a case that is closed"),
        "refused" => ("申請を認めなかった", "the application was refused"),
        "withdrawn" => ("申請が取り下げられた", "the application was withdrawn"),
        "Short" => ("納めるべき額より少ない", "less than the amount"),
        "Over" => ("納めるべき額より多い", "more than the amount"),
        "Late" => ("納付の期限の後の納付", "paid after the last day"),
        "Double" => ("すでに納付されている", "the amount was paid already"),
        "UnknownNumbers" => ("この案件の納付番号ではない", "not numbers of this case"),
        "Contradiction" => ("同じ報告が二つの内容で届いた", "one report came with two contents"),
        other => return same(other),
    };
    Both::new(ja, en)
}

pub(super) fn job_words(job: &str) -> Both {
    let (ja, en) = match job {
        ASK => ("情報源への照会", "asking a source"),
        PAYMENT_ISSUE => ("納付番号の発行", "having numbers for a payment issued"),
        PAYMENT_NEWS | PAYMENT_CHECK | PAYMENT_LOOK => ("納付の確認", "looking at a payment"),
        DECIDE => ("規則による決定", "deciding by rule"),
        TELL => ("申請者への通知", "telling the applicant"),
        other => return same(other),
    };
    Both::new(ja, en)
}
