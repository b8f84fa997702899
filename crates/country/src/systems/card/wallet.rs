//! Whose card it is, and whether it can be used today.

use std::io;

use super::pins::Pins;
use crate::nation::Nation;
use crate::pki::{CardError, CardKey, Cards, Ending};
use crate::systems::Site;
use crate::{Day, PersonId, Resident, ResidentStatus};

/// People that are looked through for a name: some seconds at most. Beyond, name and day of birth find by the index.
const LOOKED_THROUGH: usize = 100_000;
/// People found that are shown.
pub(in crate::systems) const SHOWN: usize = 20;

/// The cards of the country, in the hands of whoever sits before the page.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Wallet {
    pub(in crate::systems) nation: Nation,
    pub(in crate::systems) cards: Cards,
    pub(in crate::systems) pins: Pins,
}

/// Why a card does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::systems) enum Unusable {
    /// Nobody, or nobody with a card.
    NoCard,
    /// The holder has died.
    Died,
    /// The holder is no resident any more.
    Left,
    /// Past its last day.
    Expired,
    /// A newer one has taken its place.
    Renewed,
    /// Name, address or another item changed: the signing certificate is over.
    Changed,
    /// No signing certificate, as children have none.
    NoSigning,
}

impl Unusable {
    /// In words, Japanese and English.
    pub(in crate::systems) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoCard => ("この人のカードはありません。", "This person has no card."),
            Self::Died => {
                ("カードは死亡により失効しています。", "The card was revoked because its holder died.")
            }
            Self::Left => (
                "カードは住民でなくなったため失効しています。",
                "The card was revoked because its holder is no resident any more.",
            ),
            Self::Expired => (
                "電子証明書の有効期間が満了しています。市区町村の窓口で更新してください。",
                "The certificate has expired. Please renew it at your municipality.",
            ),
            Self::Renewed => (
                "電子証明書は新しいものに替わっています。",
                "A newer certificate has taken this one's place.",
            ),
            Self::Changed => (
                "氏名・住所などの変更により、署名用電子証明書は失効しています。市区町村の窓口で新しい電子証明書を受け取ってください。",
                "The signing certificate was revoked because a name or an address changed. Please get a new one at your municipality.",
            ),
            Self::NoSigning => (
                "このカードに署名用電子証明書はありません（15歳未満など）。",
                "The card holds no signing certificate (under the age of 15, for example).",
            ),
        }
    }
}

/// A person whose card lies before us.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Holder {
    pub(in crate::systems) id: PersonId,
    pub(in crate::systems) resident: Resident,
    /// Whether signing in works, and why not.
    pub(in crate::systems) usable: Result<(), Unusable>,
}

impl Holder {
    /// The four items as the card has them. Forms of birth date and sex: [T], as in the sign-in.
    pub(in crate::systems) fn items(&self) -> [(&'static str, String); 4] {
        let resident = &self.resident;
        let gender = if resident.sex == "男" { "1" } else { "2" };
        [
            ("name", resident.name.clone()),
            ("address", resident.address.clone()),
            ("birthdate", resident.birth.replace('-', "")),
            ("gender", gender.to_owned()),
        ]
    }
}

impl Wallet {
    pub(in crate::systems) fn open(site: &Site) -> io::Result<Wallet> {
        let Site { nation, cards, .. } = site;
        let folder = nation.home().join("card");
        std::fs::create_dir_all(&folder)?;
        Ok(Wallet { nation: nation.clone(), cards: cards.clone(), pins: Pins::of(nation, &folder) })
    }

    /// Whose card it is.
    pub(in crate::systems) fn holder(&self, id: PersonId) -> Option<Holder> {
        let resident = self.nation.resident(id)?;
        Some(Holder { id, resident, usable: self.usable(id, CardKey::Authentication) })
    }

    /// Whether a key of a card can be used today. The provider asks the authority, so a revoked certificate is seen.
    pub(in crate::systems) fn usable(&self, id: PersonId, key: CardKey) -> Result<(), Unusable> {
        let resident = self.nation.resident(id).ok_or(Unusable::NoCard)?;
        match resident.status {
            ResidentStatus::Current => {}
            ResidentStatus::Deceased => return Err(Unusable::Died),
            ResidentStatus::MovedAbroad | ResidentStatus::ExOfficioDeleted => return Err(Unusable::Left),
        }
        let issue = match self.cards.history(id, key).pop() {
            Some(issue) => issue,
            None if key == CardKey::Signing => return Err(Unusable::NoSigning),
            None => return Err(Unusable::NoCard),
        };
        match issue.ended {
            Some((_, Ending::Died)) => Err(Unusable::Died),
            Some((_, Ending::Left)) => Err(Unusable::Left),
            Some((_, Ending::Changed)) => Err(Unusable::Changed),
            Some((_, Ending::Renewed)) => Err(Unusable::Renewed),
            None if issue.last < self.nation.today() => Err(Unusable::Expired),
            None => Ok(()),
        }
    }

    /// The people that words find: a number of a person, a name with a day of birth, or a part of a name.
    pub(in crate::systems) fn search(&self, words: &str) -> Vec<Holder> {
        let words = words.trim();
        if words.is_empty() {
            return Vec::new();
        }
        if let Ok(number) = words.parse() {
            return self.holder(PersonId(number)).into_iter().collect();
        }
        if let Some((name, birth)) = words.rsplit_once(' ').filter(|(_, birth)| Day::parse(birth).is_some()) {
            let found = self.nation.by_items(name.trim(), birth, None, None);
            return found.into_iter().take(SHOWN).filter_map(|id| self.holder(id)).collect();
        }
        let plain = |text: &str| text.replace(['\u{3000}', ' '], "");
        let words = plain(words);
        let people =
            self.nation.people().take(LOOKED_THROUGH).filter_map(|person| self.nation.resident(person.id));
        let found = people.filter(|resident| {
            plain(&resident.name).contains(&words) || plain(&resident.kana).contains(&words)
        });
        found.take(SHOWN).filter_map(|resident| self.holder(resident.person)).collect()
    }

    /// People to try things with: some with a good card, and one of each kind for whom something is different.
    pub(in crate::systems) fn samples(&self) -> Vec<Holder> {
        let mut seen = Vec::new();
        let mut chosen: Vec<Holder> = Vec::new();
        for person in self.nation.people().take(3_000) {
            let Some(holder) = self.holder(person.id) else { continue };
            let kind = (
                holder.usable.err(),
                holder.resident.japanese,
                self.usable(person.id, CardKey::Signing).err(),
            );
            let so_far = seen.iter().filter(|other| **other == kind).count();
            // Of those for whom all is well a few, of every other kind one.
            let wanted = if kind == (None, true, None) { 4 } else { 1 };
            if so_far < wanted {
                seen.push(kind);
                chosen.push(holder);
            }
            if chosen.len() >= SHOWN {
                break;
            }
        }
        chosen.sort_by_key(|holder| (holder.usable.is_err(), holder.id));
        chosen
    }
}

/// For a card's error while signing.
impl From<CardError> for Unusable {
    fn from(error: CardError) -> Self {
        match error {
            CardError::NoCertificate => Self::NoSigning,
            _ => Self::NoCard,
        }
    }
}
