//! Which cell of a row means what.

use super::heading::{distance, plain};
use super::mapping::Source;
use super::{Heading, HeadingFault, Mapping, Row};
use crate::date::DateStyle;

/// What the files of a qualification must have, from the items that it registers. 登録番号, 氏名 and 生年月日 always.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Required(u32);

/// The item codes of the rules that ask for a column, and whether a cell of it may be empty: nobody passed an
/// examination who came by another way, so those cells may be. Items that few entries have (処分, 抹消) ask for
/// no column.
const COLUMNS_OF_ITEMS: [(&str, Heading, bool); 6] = [
    ("registration-date", Heading::RegisteredOn, false),
    ("domicile", Heading::Domicile, false),
    ("sex", Heading::Sex, false),
    ("address", Heading::Address, false),
    ("exam-pass-month", Heading::ExamMonth, true),
    ("exam-prefecture", Heading::ExamPlace, true),
];

impl Default for Required {
    fn default() -> Self {
        Self(bit(Heading::Number) | bit(Heading::Name) | bit(Heading::Born))
    }
}

impl Required {
    /// What the registered items of a qualification ask for, by their codes in the rule files
    /// (`registration-date`, `domicile` …).
    pub fn of_items<'c>(codes: impl IntoIterator<Item = &'c str>) -> Self {
        codes.into_iter().fold(Self::default(), |required, code| {
            COLUMNS_OF_ITEMS
                .iter()
                .filter(|(item, ..)| *item == code)
                .fold(required, |required, (_, heading, _)| Self(required.0 | bit(*heading)))
        })
    }

    /// Whether a file must have this column.
    pub fn column(self, heading: Heading) -> bool {
        self.0 & bit(heading) != 0
    }

    /// Whether a row must have something in this column; where nothing is known it says 不詳.
    pub fn cell(self, heading: Heading) -> bool {
        let may_be_empty = COLUMNS_OF_ITEMS.iter().any(|(_, column, empty)| *column == heading && *empty);
        self.column(heading) && !may_be_empty
    }
}

fn bit(heading: Heading) -> u32 {
    1 << heading as u32
}

/// Which cell of a row means what; made once for a file, shared by all that read its rows.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) slots: [Slot; Heading::COUNT],
    /// How many cells a row must have.
    pub(super) width: usize,
    pub(super) required: Required,
    pub(super) dates: DateStyle,
}

/// Where the value of a heading comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    pub(super) from: Origin,
    /// Their codes and what they mean.
    pub(super) codes: Option<Vec<(String, String)>>,
}

#[derive(Clone, Debug, Default)]
pub(super) enum Origin {
    #[default]
    Nowhere,
    Column(usize),
    Constant(String),
}

impl Layout {
    /// The layout of a file with our headings, from its first row.
    ///
    /// # Errors
    /// Every [`HeadingFault`] at once.
    pub fn from_headings(row: &Row<'_>, required: Required) -> Result<Self, Vec<HeadingFault>> {
        let mut layout = Self::empty(row.len(), required);
        let mut faults = doubled(row);
        for (index, text) in row.iter().enumerate() {
            match Heading::from_text(text) {
                Some(heading) => layout.set(heading, Origin::Column(index)),
                None => faults.push(HeadingFault::Unknown {
                    column: index + 1,
                    text: text.trim().to_owned(),
                    nearest: Heading::nearest(text).map(|near| near.label().to_owned()),
                }),
            }
        }
        layout.checked(faults)
    }

    /// The layout of a file by a mapping; `headings` is its first row, where the mapping says that it has
    /// headings.
    ///
    /// # Errors
    /// Every [`HeadingFault`] at once: also for a column of the file that the mapping neither takes nor
    /// ignores.
    pub fn from_mapping(
        mapping: &Mapping,
        headings: Option<&Row<'_>>,
        required: Required,
    ) -> Result<Self, Vec<HeadingFault>> {
        let theirs: Vec<&str> = headings.map(|row| row.iter().collect()).unwrap_or_default();
        let width = headings.map_or(mapping.width, Row::len);
        let mut layout = Self::empty(width, required);
        layout.dates = mapping.dates;
        let mut faults = headings.map(doubled).unwrap_or_default();
        let mut taken = Vec::new();
        for (heading, source) in &mapping.columns {
            match find(source, &theirs, width) {
                Ok(index) => {
                    taken.push(index);
                    layout.set(*heading, Origin::Column(index));
                }
                Err(fault) => faults.push(fault.unwrap_or(HeadingFault::NoSuchColumn { heading: *heading })),
            }
        }
        taken.extend(mapping.ignore.iter().filter_map(|source| find(source, &theirs, width).ok()));
        faults.extend(untaken(&taken, &theirs, mapping));
        for (heading, value) in &mapping.constants {
            layout.set(*heading, Origin::Constant(value.clone()));
        }
        for (heading, codes) in &mapping.codes {
            if let Some(slot) = layout.slots.get_mut(*heading as usize) {
                slot.codes = Some(codes.clone());
            }
        }
        layout.checked(faults)
    }

    fn empty(width: usize, required: Required) -> Self {
        Self { slots: Default::default(), width, required, dates: DateStyle::Free }
    }

    fn set(&mut self, heading: Heading, from: Origin) {
        if let Some(slot) = self.slots.get_mut(heading as usize) {
            slot.from = from;
        }
    }

    fn checked(self, mut faults: Vec<HeadingFault>) -> Result<Self, Vec<HeadingFault>> {
        for heading in Heading::ALL {
            let absent =
                self.slots.get(heading as usize).is_some_and(|slot| matches!(slot.from, Origin::Nowhere));
            if absent && self.required.column(heading) {
                faults.push(HeadingFault::Missing { heading });
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

/// Headings that stand twice.
fn doubled(row: &Row<'_>) -> Vec<HeadingFault> {
    let names: Vec<String> = row
        .iter()
        .map(|text| Heading::from_text(text).map_or_else(|| plain(text), |heading| plain(heading.label())))
        .collect();
    let again = names.iter().enumerate().filter_map(|(at, name)| {
        let first = names.iter().position(|other| other == name)?;
        (first < at).then(|| HeadingFault::Doubled { text: name.clone(), columns: (first + 1, at + 1) })
    });
    again.collect()
}

/// Where a column of the mapping stands in the file. `Err(None)`: there is no such place.
fn find(source: &Source, theirs: &[&str], width: usize) -> Result<usize, Option<HeadingFault>> {
    match source {
        Source::Index(index) if *index < width => Ok(*index),
        Source::Index(_) => Err(None),
        Source::Heading(_) if theirs.is_empty() => Err(None),
        Source::Heading(text) => theirs.iter().position(|name| plain(name) == plain(text)).ok_or_else(|| {
            let nearest = theirs.iter().min_by_key(|name| distance(&plain(name), &plain(text)));
            Some(HeadingFault::NotInFile {
                text: text.clone(),
                nearest: nearest.map(|name| name.trim().to_owned()),
            })
        }),
    }
}

/// Columns of the file that the mapping neither takes nor ignores.
fn untaken(taken: &[usize], theirs: &[&str], mapping: &Mapping) -> Vec<HeadingFault> {
    let nearest = |text: &str| {
        let named = mapping.columns.iter().filter_map(|(_, source)| match source {
            Source::Heading(name) => Some(name),
            Source::Index(_) => None,
        });
        named.min_by_key(|name| distance(&plain(name), &plain(text))).cloned()
    };
    theirs
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
        .map(|(index, text)| HeadingFault::Unknown {
            column: index + 1,
            text: text.trim().to_owned(),
            nearest: nearest(text),
        })
        .collect()
}
