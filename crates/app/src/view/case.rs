//! Cases for pages: plain data, words in both languages.

use law::Both;
use registry::case::{Answer, CommandKind, Told, Turn};

use crate::{Application, CaseKey, KosekiSaid};

/// What a case says: where it stands, what happens next, whose turn it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldView {
    /// The stage of which it speaks, by its code.
    pub stage: &'static str,
    /// Where it stands.
    pub now: Both,
    /// What happens next.
    pub next: Both,
    /// Whose turn it is: `applicant`, `authority`, `nobody`.
    pub turn: &'static str,
    /// By when, ISO, where there is a day.
    pub by: Option<String>,
    /// What it is about: codes, or words of an officer.
    pub about: Vec<String>,
}

impl From<Told> for ToldView {
    fn from(told: Told) -> Self {
        let turn = match told.turn {
            Turn::Applicant => "applicant",
            Turn::Authority => "authority",
            Turn::Nobody => "nobody",
        };
        Self {
            stage: told.stage.code(),
            now: told.now,
            next: told.next,
            turn,
            by: told.by,
            about: told.about,
        }
    }
}

/// How far the payment is that a case waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PayingView {
    /// The numbers are being issued.
    Preparing {
        /// How much it will be.
        yen: u32,
    },
    /// It can be paid, and nobody has begun to.
    Due,
    /// Its payer went to pay, or money has come: it is being confirmed, and nothing is to be done.
    Confirming,
    /// The collecting side was asked after its payer had gone to pay, and had nothing.
    NotPaid {
        /// When it was asked, RFC 3339.
        asked: String,
    },
    /// Money came, but not as it should be.
    Wrong {
        /// It goes back as it is, and new numbers can be issued; else an officer has to look first.
        again: bool,
    },
    /// Its last day is over.
    Over,
}

/// One changed item, side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeView {
    /// The item's code.
    pub code: String,
    /// Its name.
    pub name: Both,
    /// What is registered.
    pub old: String,
    /// What is applied for.
    pub new: String,
}

/// Something that a supplementation has changed, side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CorrectionView {
    /// What.
    pub name: Both,
    /// As it was sent first; what somebody wrote is the same in both languages.
    pub old: Both,
    /// As it is now.
    pub new: Both,
}

/// Something that happened, as it is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HappenedView {
    /// The event's kind.
    pub kind: String,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
}

/// A signed file of a case: checked by machine, by the certificates and lists of its authorities.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedPaperView {
    /// The way in which it comes, by its code.
    pub way: String,
    /// What it is.
    pub name: Both,
    /// Whether nothing is wrong with it, and nobody has to look at it.
    pub good: bool,
    /// What is wrong, or what a person has to look at.
    pub reasons: Vec<Both>,
    /// What failed, to the letter; empty where nothing did.
    pub detail: String,
    /// Who signed, as the certificate has the name; empty where that could not be read.
    pub signer: String,
    /// In which roles.
    pub roles: Vec<String>,
    /// The certificate's serial number, in hexadecimal.
    pub certificate: String,
    /// When, RFC 3339; empty where that is not known.
    pub signed_at: String,
    /// Whether a time-stamp says so, not the signer alone.
    pub stamped: bool,
    /// The day of the check, ISO.
    pub checked_on: String,
    /// What it says, field by field; for officers alone.
    pub fields: Vec<(Both, String)>,
}

/// A case as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseView {
    /// Which.
    pub key: CaseKey,
    /// The qualification, by its id and in words.
    pub qualification: (String, Both),
    /// The authority, by its code and in words.
    pub authority: (String, Both),
    /// The procedure, by its code and in words.
    pub procedure: (String, Both),
    /// Who applied, where it came on paper: to whom letters go. Else empty.
    pub addressee: String,
    /// The entry's id.
    pub entry: Option<String>,
    /// Where it stands.
    pub tells: Vec<ToldView>,
    /// What the viewer may do, by the codes of the commands: the buttons.
    pub may: Vec<&'static str>,
    /// The changes, side by side.
    pub changes: Vec<ChangeView>,
    /// What supplementations have changed in the application.
    pub corrections: Vec<CorrectionView>,
    /// The provision of the act that a grant records.
    pub law: String,
    /// The form as it was sent.
    pub form: Application,
    /// Which sources have answered, and what: the source's code and the answer's.
    pub answers: Vec<(String, &'static str)>,
    /// What the family register's certificate says, where one was fetched.
    pub koseki: Option<KosekiSaid>,
    /// What was found of the signed files; not what they say.
    pub signed: Vec<SignedPaperView>,
    /// Ways of another means that come by post, by their codes.
    pub posts: Vec<String>,
    /// Where a payment that is waited for can be made now: its address and its amount.
    pub pay: Option<(String, u32)>,
    /// How far that payment is; none where none is waited for, or it is to be asked for anew.
    pub paying: Option<PayingView>,
    /// Yen that were handed to an officer to be paid back; the program itself pays nothing back.
    pub refund: u64,
    /// Whether a confirmation of the entry was issued in it.
    pub confirmed: bool,
    /// The history.
    pub history: Vec<HappenedView>,
    /// What the decider names: the version that was seen.
    pub version: i64,
}

/// A line of a list of cases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseLine {
    /// Which.
    pub key: CaseKey,
    /// What the qualification is called.
    pub qualification: Both,
    /// What the procedure is called.
    pub procedure: Both,
    /// The stage, by its code and in words.
    pub stage: (&'static str, Both),
    /// Since when it stands there, RFC 3339.
    pub since: String,
}

/// The code of a command, for buttons and forms.
pub(crate) const fn command_code(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Save => "save",
        CommandKind::Submit => "submit",
        CommandKind::Receive => "receive",
        CommandKind::Ask => "ask",
        CommandKind::Answer => "answer",
        CommandKind::NoAnswer => "no-answer",
        CommandKind::GiveMeans => "give-means",
        CommandKind::PaperCame => "paper-came",
        CommandKind::StampsCame => "stamps-came",
        CommandKind::FixAmount => "fix-amount",
        CommandKind::AskPayment => "ask-payment",
        CommandKind::ConfirmPayment => "confirm-payment",
        CommandKind::FailPayment => "fail-payment",
        CommandKind::AskSupplement => "ask-supplement",
        CommandKind::Supplement => "supplement",
        CommandKind::Grant => "grant",
        CommandKind::Refuse => "refuse",
        CommandKind::Withdraw => "withdraw",
    }
}

/// The code of an answer.
pub(crate) const fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Agrees => "agrees",
        Answer::Differs => "differs",
        Answer::CannotTell => "cannot-tell",
        Answer::Nobody => "nobody",
        Answer::Given => "given",
    }
}
