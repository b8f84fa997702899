//! What must be attached, what omits it, how it may come on-line.

use crate::dated::Dated;
use crate::decode::Node;
use crate::words::{Fact, Procedure};

/// To which procedure an attachment belongs, and which document it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentKey {
    /// The procedure.
    pub procedure: Procedure,
    /// The document's code (`rules/documents.toml`).
    pub code: String,
}

impl AttachmentKey {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let procedure = node.word("procedure", Procedure::ALL);
        let code = node.text("code");
        Some(Self { procedure: procedure?, code: code? })
    }
}

/// A document to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "添付書類")]
pub struct Attachment {
    /// As the order or the form words it.
    pub name: String,
    /// What it must cover (診断書).
    pub scope: Option<String>,
    /// Needed only when all of these facts are there; empty: always.
    pub only_when: Vec<Fact>,
    /// A condition in words that no fact expresses.
    pub condition: Option<String>,
    /// What omits it; each dated and cited by itself.
    pub omitted: Vec<Dated<Fact>>,
    /// How it may come on-line; each dated and cited by itself.
    pub online: Vec<Dated<OnlineWay>>,
}

/// A way in which a document may come on-line, by its code (`rules/documents.toml`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "オンラインでの提出方法")]
pub struct OnlineWay(pub String);

impl Attachment {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let name = node.text("name");
        let scope = node.opt_text("scope");
        let only_when = node.words("only_when", Fact::ALL);
        let condition = node.opt_text("condition");
        let omitted = node.tables("omitted", |n| Dated::read(n, |n| n.word("when", Fact::ALL)));
        let online = node.tables("online", |n| Dated::read(n, |n| n.text("by").map(OnlineWay)));
        Some(Self { name: name?, scope, only_when, condition, omitted, online })
    }
}
