//! Reading nothing but the number of a row: for the scan that finds doubled numbers before anything is written.

use std::borrow::Cow;

use super::layout::Origin;
use super::{Heading, Layout, Row};
use crate::number::normalise_number;

impl Layout {
    /// The key of the row's registration number, also where the rest of the row is at fault; none where there is no
    /// readable number.
    pub fn number_key<'a>(&'a self, row: &Row<'a>) -> Option<Cow<'a, str>> {
        let text = match &self.slots.get(Heading::Number as usize)?.from {
            Origin::Nowhere => return None,
            Origin::Column(index) => row.get(*index)?.trim(),
            Origin::Constant(text) => text.as_str(),
        };
        normalise_number(text).ok()
    }

    /// Whether a column of the file, or the mapping, gives this heading.
    pub fn gives(&self, heading: Heading) -> bool {
        self.slots.get(heading as usize).is_some_and(|slot| !matches!(slot.from, Origin::Nowhere))
    }
}
