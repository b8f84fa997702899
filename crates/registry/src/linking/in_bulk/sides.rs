//! Both sides of a comparison, with the differing characters marked.

use super::items::{BasicItem, BasicItems};
use crate::name::{Piece, differences, equal_identity};

/// One item of both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side<'a> {
    /// Which.
    pub item: BasicItem,
    /// Character by character, ours first; neighbours alike are joined.
    pub pieces: Vec<Piece<'a>>,
    /// Whether the two are equal by identity.
    pub equal: bool,
}

/// The four items side by side, ours and the resident register's.
#[must_use]
pub fn sides<'a>(ours: &BasicItems<'a>, told: &BasicItems<'a>) -> [Side<'a>; 4] {
    let both =
        [(ours.name, told.name), (ours.born, told.born), (ours.sex, told.sex), (ours.address, told.address)];
    let mut items = BasicItem::ALL.into_iter().zip(both).map(|(item, (own, others))| Side {
        item,
        pieces: differences(own, others),
        equal: !own.is_empty() && equal_identity(own, others),
    });
    std::array::from_fn(|_| {
        items.next().unwrap_or(Side { item: BasicItem::Name, pieces: Vec::new(), equal: false })
    })
}
