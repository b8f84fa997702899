//! Requests as people see them.

use law::Both;
use registry::item::{EntryItem, get};
use registry::linking::by_holder::Compared;
use registry::name::{Likeness, differences};
use store::link_request::LinkRequest;

use super::mine::digest_of;
use super::{DESK, ENDED, LINKED, REFUSED, TO_SIGN, UNEQUAL};
use crate::App;
use crate::entry_words::item_label;
use crate::time::{rfc3339, today_in_japan};

/// Where a request stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[doc(alias = "申請の状態")]
pub enum LinkState {
    /// It waits for the signature.
    ToSign,
    /// The entry is linked.
    Linked,
    /// It could not be decided on line; the person may ask the desk.
    Unequal,
    /// The desk looks at it.
    AtDesk,
    /// The desk said no.
    Refused,
    /// It was linked, and the desk has taken the link back.
    Ended,
}

impl LinkState {
    fn of_stored(word: &str) -> Self {
        match word {
            TO_SIGN => Self::ToSign,
            LINKED => Self::Linked,
            DESK => Self::AtDesk,
            REFUSED => Self::Refused,
            ENDED => Self::Ended,
            _ => Self::Unequal,
        }
    }
}

/// A request as its person sees it: nothing of what the register holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequestView {
    /// Its id.
    pub id: String,
    /// 看護師.
    pub qualification: Both,
    /// 厚生労働大臣.
    pub authority: Both,
    /// As typed.
    pub number: String,
    /// As stated; empty when nothing was.
    pub domicile: String,
    /// What is signed, to the byte.
    pub document: String,
    /// Hexadecimal SHA-256 of it, as the sign-in shows it.
    pub digest: String,
    /// Where it stands.
    pub state: LinkState,
    /// Whether the card shows substitute characters: a fact about the card alone.
    pub substitutes: bool,
    /// Whether it may be shown by the number of the card as well; the same for every request that was not equal.
    pub by_number: bool,
    /// What the desk said.
    pub words: String,
    /// RFC 3339.
    pub requested_at: String,
    /// RFC 3339.
    pub changed_at: String,
}

/// A piece of a value, marked where the other side differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The text.
    pub text: String,
    /// Whether it differs.
    pub differs: bool,
}

/// An item side by side, for the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedView {
    /// 氏名.
    pub label: Both,
    /// As the register holds it.
    pub held: Vec<Mark>,
    /// As the person proved or stated it.
    pub proven: Vec<Mark>,
    /// How they stand to each other, in words.
    pub agreement: Both,
    /// Whether they are equal.
    pub equal: bool,
}

/// A request as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskLinkView {
    /// As its person sees it.
    pub request: LinkRequestView,
    /// The entry of the number, if there is one.
    pub entry: Option<String>,
    /// Item by item.
    pub compared: Vec<ComparedView>,
    /// Whether the entry is linked already, to somebody with an account.
    pub taken: bool,
    /// Who decided; empty while nobody has.
    pub decided_by: String,
}

impl App {
    pub(super) fn link_view(&self, request: &LinkRequest) -> LinkRequestView {
        let made = &request.made;
        let names =
            self.register_of(made.register).map(|found| self.register_names(&found, today_in_japan()));
        let (qualification, authority) = names.map_or_else(
            || (Both::new("", ""), Both::new("", "")),
            |names| (names.qualification, names.authority),
        );
        LinkRequestView {
            id: made.id.to_string(),
            qualification,
            authority,
            number: made.number.clone(),
            domicile: get(&made.stated, EntryItem::Domicile).unwrap_or_default().to_owned(),
            digest: digest_of(&made.document),
            document: made.document.clone(),
            state: LinkState::of_stored(&request.state),
            substitutes: !request.substitutes.is_empty(),
            by_number: request.state == UNEQUAL && self.by_number_is_open(),
            words: request.words.clone(),
            requested_at: rfc3339(made.created_at),
            changed_at: rfc3339(request.changed_at),
        }
    }

    pub(crate) fn compared_view(&self, compared: &Compared) -> ComparedView {
        let label = item_label(&self.0.rules, compared.item, compared.item.code());
        let (ja, en) = compared.agreement.words();
        let pieces = differences(&compared.held, &compared.proven);
        let differs = |likeness| !matches!(likeness, Likeness::Same | Likeness::Width);
        let side = |pick: fn(&registry::name::Piece<'_>) -> String| -> Vec<Mark> {
            pieces
                .iter()
                .map(|piece| Mark { text: pick(piece), differs: differs(piece.likeness) })
                .filter(|mark| !mark.text.is_empty())
                .collect()
        };
        ComparedView {
            label: Both::new(label.ja, label.en),
            held: side(|piece| piece.first.to_owned()),
            proven: side(|piece| piece.second.to_owned()),
            agreement: Both::new(ja, en),
            equal: compared.agreement == registry::linking::by_holder::Agreement::Equal,
        }
    }
}
