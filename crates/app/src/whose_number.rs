//! Whose a number is. A number that a card's page brought shows a number and no person; the resident register says who has it, and that is
//! compared with the four items that the holder's card has proved by its signature.

use gateways::Outcome;
use gateways::juki::{AskId, Asking, Ground, Inquiry, Juki, Key, Record, Sex, Standing, Told, Wanted};
use registry::hash::hex;
use registry::item::{EntryItem, ItemLines};
use registry::linking::by_holder::{Proven, all_equal, compare};
use vault::{SealedNumber, Use};

use crate::ask_koseki::own;
use crate::sign_in::random;
use crate::{App, AppError, ErrorKind};

/// The items that say who somebody is (基本4情報).
const FOUR: [EntryItem; 4] = [EntryItem::Name, EntryItem::Born, EntryItem::Sex, EntryItem::Address];

impl App {
    /// Whether the resident register has exactly this person under a number: all four items equal to the character.
    ///
    /// # Errors
    /// It does not answer now, or is not connected: no answer is no answer.
    pub(crate) async fn is_number_of(
        &self,
        number: SealedNumber,
        proven: &[Proven],
        by: &Use,
    ) -> Result<bool, AppError> {
        let juki = self.systems().and_then(|systems| systems.juki()).ok_or_else(not_now)?;
        let asking = Asking {
            request: AskId::new(hex(&random::<16>()?)).map_err(|fault| own(&fault))?,
            ground: Ground {
                basis: self.linking_basis(),
                purpose: by.purpose().to_owned(),
                operator: by.operator().to_owned(),
            },
            wanted: Wanted::default(),
            by: by.clone(),
        };
        let inquiry = Inquiry { key: Key::Number(number), born: None };
        match juki.inquire(&inquiry, &asking).await.map_err(|fault| own(&fault))? {
            Outcome::Answered(Told::Found(record)) => Ok(is_person(&record, proven)),
            Outcome::Answered(_) => Ok(false),
            _ => Err(not_now()),
        }
    }
}

/// Whoever is proved lives there, and is as the record says.
fn is_person(record: &Record, proven: &[Proven]) -> bool {
    let items = &record.items;
    let mut held = ItemLines::new();
    let values = [
        (EntryItem::Address, items.address.as_deref().unwrap_or_default()),
        (EntryItem::Born, items.birth.as_str()),
        (EntryItem::Name, items.name.as_str()),
        (EntryItem::Sex, items.sex.map_or("", Sex::word)),
    ];
    let whole = values.into_iter().all(|(item, value)| !value.is_empty() && held.set(item, value).is_ok());
    whole && record.standing == Standing::Current && all_equal(&compare(held.stored(), &FOUR, proven))
}

fn not_now() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "いまは、番号がご本人のものかを確かめられません。しばらくしてから、もう一度カードを読み取ってください。",
        "Whose the number is cannot be confirmed right now. Please read the card again in a while.",
    )
}
