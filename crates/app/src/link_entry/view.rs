//! What was begun, as either officer sees it; the second one with both sides and what the resident register says.

use gateways::juki::{AskId, Asking, Birth, Ground, Inquiry, Items, Juki, Sex, Told, Wanted};
use law::Both;
use store::entry::EntryRow;
use vault::Use;

use super::{Begun, PAPER_LINK};
use crate::first_link::{answered, own};
use crate::holders::NUMBER_CASE;
use crate::linking::ComparedView;
use crate::time::rfc3339;
use crate::{Actor, App, AppError, ErrorKind};

/// What the resident register says of the person of the papers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[doc(alias = "住民基本台帳の照会の結果")]
pub enum ResidentSaid {
    /// Exactly one person has these items.
    One,
    /// Nobody has them.
    Nobody,
    /// More than one person has them.
    Several,
    /// It gives no answer about this person.
    Stopped,
    /// It was not asked: the papers do not say all four items, or this installation does not reach it.
    NotAsked,
    /// It does not answer now; that is no answer.
    Silent,
}

/// What one officer has begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkPending {
    /// Whether it is a link from paper; else the end of a link.
    pub links: bool,
    /// Who began it.
    pub officer: String,
    /// Whether that is the viewer.
    pub own: bool,
    /// Since when, RFC 3339.
    pub since: String,
    /// The papers that were seen.
    pub evidence: String,
    /// On what ground.
    pub ground: String,
    /// The entry and the papers, item by item.
    pub compared: Vec<ComparedView>,
    /// What the resident register says; asked when the second officer looks.
    pub resident: ResidentSaid,
    /// What the answer's form names: that it is this that was seen.
    pub seen: String,
}

impl ResidentSaid {
    /// In words.
    #[must_use]
    pub fn words(self) -> Both {
        let (ja, en) = match self {
            Self::One => {
                ("四情報が一致する人が、ただ一人います。", "Exactly one person has these four items.")
            }
            Self::Nobody => ("四情報が一致する人はいません。", "Nobody has these four items."),
            Self::Several => {
                ("四情報が一致する人が、二人以上います。", "More than one person has these four items.")
            }
            Self::Stopped => {
                ("この人については回答がありません（提供停止）。", "It gives no answer about this person.")
            }
            Self::NotAsked => (
                "照会していません（書類に四情報がそろわないか、この環境から照会できません）。",
                "It was not asked: the papers do not say all four items, or it is not connected here.",
            ),
            Self::Silent => (
                "いまは回答がありません。回答がないことは、該当者がいないことではありません。",
                "It does not answer now; that does not mean that there is nobody.",
            ),
        };
        Both::new(ja, en)
    }

    const fn of(told: Option<&Told>) -> Self {
        match told {
            None => Self::NotAsked,
            Some(Told::Found(_)) => Self::One,
            Some(Told::NotFound) => Self::Nobody,
            Some(Told::Several) => Self::Several,
            Some(Told::Stopped) => Self::Stopped,
        }
    }
}

impl App {
    pub(super) async fn pending_view(
        &self,
        actor: &Actor,
        row: &EntryRow,
        (kind, at, begun): (&str, i64, Begun),
    ) -> Result<LinkPending, AppError> {
        let links = kind == PAPER_LINK;
        let own = registry::check::is_same_officer(&begun.officer, &actor.name);
        let resident = if links && !own {
            match self.resident_of(actor, &begun, Wanted::default()).await {
                Ok(told) => ResidentSaid::of(told.as_ref()),
                Err(error) if error.kind == ErrorKind::Unavailable => ResidentSaid::Silent,
                Err(error) => return Err(error),
            }
        } else {
            ResidentSaid::NotAsked
        };
        let compared = if links {
            let compared = self.compare_request(&row.present, &begun.proven(), "");
            compared.iter().map(|item| self.compared_view(item)).collect()
        } else {
            Vec::new()
        };
        Ok(LinkPending {
            links,
            own,
            since: rfc3339(at),
            seen: begun.digest(),
            officer: begun.officer,
            evidence: begun.evidence,
            ground: begun.ground,
            compared,
            resident,
        })
    }

    /// Whom the resident register has with all four items of the papers; none where it is not asked.
    pub(super) async fn resident_of(
        &self,
        actor: &Actor,
        begun: &Begun,
        wanted: Wanted,
    ) -> Result<Option<Told>, AppError> {
        let items = &begun.items;
        let (Some(juki), Some(birth), Some(sex), false) = (
            self.systems().and_then(|systems| systems.juki()),
            Birth::parse(&items.born),
            Sex::of_word(&items.sex),
            items.address.is_empty(),
        ) else {
            return Ok(None);
        };
        let inquiry = Inquiry::by_items(Items {
            name: items.name.replace(' ', "\u{3000}"),
            birth,
            sex: Some(sex),
            address: Some(items.address.clone()),
        });
        if !inquiry.can_be_asked() {
            return Ok(None);
        }
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| own(&error))?;
        let asking = Asking {
            request: AskId::new(registry::hash::hex(&random)).map_err(|fault| own(&fault))?,
            ground: Ground {
                basis: self.linking_basis(),
                purpose: "paper-link".to_owned(),
                operator: actor.name.clone(),
            },
            wanted,
            by: Use::new("paper-link desk", NUMBER_CASE, actor.name.as_str()).map_err(|fault| own(&fault))?,
        };
        let outcome = juki.inquire(&inquiry, &asking).await.map_err(|fault| own(&fault))?;
        answered(outcome).map(Some)
    }
}
