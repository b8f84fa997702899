//! What a procedure asks of somebody, for pages: words in both languages, every line with its source.

use law::Both;

/// On what a line rests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroundView {
    /// Statute and article, report, or page.
    pub citation: String,
    /// How well it is founded, by its code.
    pub confidence: &'static str,
}

/// A document, needed or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaperAsked {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Both,
    /// What it must cover, in the rule's words.
    pub remark: Option<String>,
    /// Needed, omitted, or to be confirmed.
    pub need: NeedView,
    /// Why it is asked for at all.
    pub ground: Option<GroundView>,
}

/// Whether a document is needed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NeedView {
    /// In one of these ways.
    Needed(Vec<WayAsked>),
    /// Something else stands in its place.
    Omitted {
        /// What.
        by: Both,
        /// Whether it is asked between authorities.
        inquiry: bool,
        /// The rule that omits it, and the rule that names what stands in its place.
        grounds: Vec<GroundView>,
        /// By what the case goes on where that cannot tell.
        otherwise: Vec<Both>,
    },
    /// The rules do not say.
    ToConfirm(Both),
}

/// A way in which a document may come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WayAsked {
    /// Its code.
    pub code: String,
    /// In words.
    pub name: Both,
    /// Whether a file is sent.
    pub file: bool,
    /// Whether that is a signed file, not a picture.
    pub signed: bool,
    /// Whether it comes by post or over the counter.
    pub by_post: bool,
}

/// Something to be declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeclarationAsked {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub name: Both,
    /// The statute's own grounds or words.
    pub grounds: Vec<String>,
    /// Where that is said, or why it is not established.
    pub ground: Result<GroundView, Both>,
}

/// The duty and its time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DutyAsked {
    /// In a sentence.
    pub words: Both,
    /// The last day, ISO, where it is known.
    pub due: Option<String>,
    /// Whether that day has passed.
    pub late: bool,
    /// Where that is said.
    pub ground: Option<GroundView>,
}

/// A line of what is to be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChargeAsked {
    /// Tax or fee, and for what.
    pub name: Both,
    /// How much, or why that is not established.
    pub yen: Result<u32, Both>,
    /// Where that is said.
    pub ground: Option<GroundView>,
}

/// What becomes of the certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateAsked {
    /// In sentences.
    pub words: Vec<Both>,
    /// Whether it is rewritten whatever the holder wants.
    pub compulsory: bool,
    /// Where that is said.
    pub ground: Option<GroundView>,
}

/// Everything that a procedure asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedView {
    /// The documents.
    pub papers: Vec<PaperAsked>,
    /// What is declared.
    pub declarations: Vec<DeclarationAsked>,
    /// The duty.
    pub duty: DutyAsked,
    /// What is paid, line by line.
    pub charges: Vec<ChargeAsked>,
    /// The sum, where every line is established.
    pub total: Option<u32>,
    /// What becomes of the certificate.
    pub certificate: CertificateAsked,
    /// Whether the card signs it.
    pub signed: bool,
    /// On what the procedure itself rests.
    pub ground: GroundView,
}

impl AskedView {
    /// The documents that are needed, with their ways.
    pub fn needed(&self) -> impl Iterator<Item = (&PaperAsked, &[WayAsked])> {
        self.papers.iter().filter_map(|paper| match &paper.need {
            NeedView::Needed(ways) => Some((paper, ways.as_slice())),
            _ => None,
        })
    }
}

/// Which records speak for an applicant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonChoice {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub name: Both,
}

/// An entry at the head of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryHead {
    /// Its id.
    pub id: String,
    /// What the qualification is called.
    pub qualification: Both,
    /// Who keeps the register.
    pub authority: Both,
    /// As printed.
    pub number: String,
}
