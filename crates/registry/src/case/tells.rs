//! What each state says to the applicant: where the case stands, what happens next, whose turn it is, by when.

use law::{Both, CaseStage};

use super::state::{Case, State};
use super::waits::Waits;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The applicant's.
    Applicant,
    /// The authority's, or a source's that it has asked.
    Authority,
    /// Nobody's: it is at its end.
    Nobody,
}

/// One thing that a case says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The stage of which it speaks.
    pub stage: CaseStage,
    /// Where it stands.
    pub now: Both,
    /// What happens next.
    pub next: Both,
    /// Whose turn it is.
    pub turn: Turn,
    /// By when, ISO, where there is a day.
    pub by: Option<String>,
    /// What it is about: codes of documents, sources or ways, or words of an officer.
    pub about: Vec<String>,
}

/// What the case says, the applicant's own turn first; never nothing.
#[must_use]
pub fn tells(case: &Case) -> Vec<Told> {
    case.stages().into_iter().map(|stage| of_stage(case, stage)).collect()
}

/// Whose turn, where it stands, what happens next; each in Japanese and in English.
type Words = (Turn, [&'static str; 2], [&'static str; 2]);

fn of_stage(case: &Case, stage: CaseStage) -> Told {
    let waits = match &case.state {
        State::Waiting(waits) => waits.clone(),
        _ => Waits::default(),
    };
    let (turn, now, next) = match stage {
        CaseStage::Granted | CaseStage::Refused | CaseStage::Withdrawn => closed(stage),
        CaseStage::Asked => asked(&waits),
        CaseStage::Payment => payment(&waits),
        _ => plain(stage),
    };
    let both = |[ja, en]: [&str; 2]| Both::new(ja, en);
    Told {
        stage,
        now: both(now),
        next: both(next),
        turn,
        by: by(&waits, stage),
        about: about(case, &waits, stage),
    }
}

const fn plain(stage: CaseStage) -> Words {
    match stage {
        CaseStage::Draft => (
            Turn::Applicant,
            ["まだ提出していません", "Not sent yet"],
            [
                "続きを書いて提出できます。ほかの端末でも続けられます",
                "Go on writing and send it, on this device or another",
            ],
        ),
        CaseStage::Submitted => (
            Turn::Authority,
            [
                "提出されました。受け付ける前の確認をしています",
                "Sent; it is being checked before it is received",
            ],
            [
                "確認が済むと受け付けます。することはありません",
                "It is received when that is done; there is nothing to do",
            ],
        ),
        CaseStage::Means => (
            Turn::Applicant,
            ["照会では確かめられないことがあります", "There is something that the inquiry could not tell"],
            [
                "この申請のまま、別の方法で示してください",
                "Show it in another way; this same application goes on",
            ],
        ),
        CaseStage::Paper => (
            Turn::Applicant,
            ["書類又は現物の到着を待っています", "Waiting for papers or things by post"],
            ["届きしだい審査に進みます", "It goes on when they have arrived"],
        ),
        CaseStage::Supplementation => (
            Turn::Applicant,
            ["補正を求められています", "You are asked to correct or add something"],
            [
                "直して送り直してください。はじめからやり直す必要はありません",
                "Correct it and send it again; you need not start anew",
            ],
        ),
        _ => (
            Turn::Authority,
            ["審査しています", "It is being examined"],
            [
                "決定をお知らせします。することはありません",
                "You are told the decision; there is nothing to do",
            ],
        ),
    }
}

const fn closed(stage: CaseStage) -> Words {
    match stage {
        CaseStage::Granted => (
            Turn::Nobody,
            ["認められました", "It was granted"],
            ["登録の内容を確かめられます", "You can look at what is registered"],
        ),
        CaseStage::Refused => (
            Turn::Nobody,
            [
                "認められませんでした。理由と不服の申立ての方法を示しています",
                "It was refused; the ground and the remedies are shown",
            ],
            ["理由をなくせば、改めて申請できます", "Once the ground is gone you may apply again"],
        ),
        _ => (
            Turn::Nobody,
            ["取り下げました", "You have withdrawn it"],
            ["改めて申請できます", "You may apply again"],
        ),
    }
}

fn asked(waits: &Waits) -> Words {
    let silent = waits.asked.iter().any(|asked| asked.unanswered > 0);
    let now = if silent {
        ["確認中です。照会先から、まだ回答がありません", "Being checked; the source has not answered yet"]
    } else {
        ["確認中です", "Being checked"]
    };
    let next = [
        "回答があるまで、くり返し照会します。そのために不利になることはありません",
        "It is asked again until it answers; nothing is lost by that",
    ];
    (Turn::Authority, now, next)
}

fn payment(waits: &Waits) -> Words {
    let payment = waits.payment.as_ref();
    if payment.is_some_and(|p| p.failed.is_some()) {
        let now = ["納付できませんでした", "The payment did not succeed"];
        return (Turn::Applicant, now, ["もう一度納付できます", "You can pay again"]);
    }
    if payment.is_some_and(|p| p.wish.is_none()) {
        let now = ["納付の番号を発行しています", "Your numbers for the payment are being issued"];
        let next = [
            "発行されると、このページから納付できます",
            "As soon as they are there you can pay from this page",
        ];
        return (Turn::Authority, now, next);
    }
    let now = ["納付を待っています", "Waiting for your payment"];
    (Turn::Applicant, now, ["納付が確認されると先へ進みます", "It goes on when the payment is confirmed"])
}

fn by(waits: &Waits, stage: CaseStage) -> Option<String> {
    match stage {
        CaseStage::Payment => waits.payment.as_ref()?.until.clone(),
        CaseStage::Supplementation => waits.supplement.as_ref()?.until.clone(),
        _ => None,
    }
}

fn about(case: &Case, waits: &Waits, stage: CaseStage) -> Vec<String> {
    match (stage, &case.state) {
        (CaseStage::Asked, _) => waits.asked.iter().map(|asked| asked.source.clone()).collect(),
        (CaseStage::Means, _) => waits.means.iter().flat_map(|means| means.ways.clone()).collect(),
        (CaseStage::Paper, _) => waits.paper.iter().cloned().collect(),
        (CaseStage::Supplementation, _) => waits.supplement.iter().flat_map(|s| s.what.clone()).collect(),
        (_, State::Refused(decision)) => {
            std::iter::once(decision.ground.clone()).chain(decision.citations.iter().cloned()).collect()
        }
        _ => Vec::new(),
    }
}
