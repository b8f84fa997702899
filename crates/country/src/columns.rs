//! The columns of a register's file: which items bring which heading, and what stands in a row.

use crate::AS_OF;
use crate::day::push_digits;
use crate::person::Domicile;
use crate::register::{Holder, Register};
use crate::tables::Tables;
use std::fmt::Write as _;

/// A column, in the order of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Number,
    RegisteredOn,
    Name,
    Kana,
    FormerSurname,
    Born,
    Sex,
    Domicile,
    Address,
    ExamPassed,
    ExamPrefecture,
    Sanction,
    DeletedOn,
    DeletionReason,
    Remarks,
}

impl Column {
    /// All of them, each with its heading and the item codes that bring it; none means always.
    const ALL: [(Column, &'static str, &'static [&'static str]); 15] = [
        (Column::Number, "登録番号", &[]),
        (Column::RegisteredOn, "登録年月日", &["registration-date"]),
        (Column::Name, "氏名", &[]),
        (Column::Kana, "フリガナ", &[]),
        (Column::FormerSurname, "旧姓", &[]),
        (Column::Born, "生年月日", &[]),
        (Column::Sex, "性別", &["sex"]),
        (Column::Domicile, "本籍（都道府県名または国籍）", &["domicile"]),
        (Column::Address, "住所", &["address"]),
        (Column::ExamPassed, "試験合格年月", &["exam-pass-month"]),
        (Column::ExamPrefecture, "試験施行地", &["exam-prefecture"]),
        (Column::Sanction, "処分", &["sanction", "supervision"]),
        (Column::DeletedOn, "抹消年月日", &["deletion"]),
        (Column::DeletionReason, "抹消理由", &["deletion"]),
        (Column::Remarks, "備考", &["certificate-history", "relicence"]),
    ];

    /// The columns that a register with these items has. Items without a heading of their own are not in the file.
    pub(crate) fn of_items(items: &[&str]) -> Vec<Column> {
        Self::ALL
            .iter()
            .filter(|(_, _, codes)| codes.is_empty() || codes.iter().any(|code| items.contains(code)))
            .map(|(column, _, _)| *column)
            .collect()
    }

    /// The heading that the import understands.
    pub(crate) fn heading(self) -> &'static str {
        Self::ALL.iter().find(|(column, _, _)| *column == self).map_or("", |(_, heading, _)| heading)
    }
}

/// Writes the cells of rows of one register.
pub(crate) struct Cells<'t> {
    pub(crate) tables: &'t Tables,
    pub(crate) register: &'t Register<'t>,
}

impl Cells<'_> {
    /// Appends what stands in a column, without quoting.
    pub(crate) fn push(&self, column: Column, row: u64, holder: &Holder, out: &mut String) {
        let Holder { person, entry } = holder;
        match column {
            Column::Number => push_number(out, entry.number),
            Column::RegisteredOn => entry.registered_on.push_iso(out),
            Column::Name => entry.name.push_spelling(out),
            Column::Kana => entry.name.push_kana(out),
            Column::FormerSurname => out.push_str(entry.former_surname.map_or("", |(spelling, _)| spelling)),
            Column::Born => person.born.push_iso(out),
            Column::Sex => out.push_str(person.sex.word()),
            Column::Domicile => out.push_str(match entry.domicile {
                Domicile::Japan(prefecture) => self.tables.places.name(prefecture),
                Domicile::Abroad(nationality) => nationality,
            }),
            Column::Address => self.push_address(row, holder, out),
            Column::ExamPassed => {
                let (year, month) = entry.exam_passed;
                push_digits(out, year, 1000);
                out.push('-');
                push_digits(out, month, 10);
            }
            Column::ExamPrefecture => {
                out.push_str(self.register.prefecture().map_or("", |own| self.tables.places.name(own)))
            }
            Column::Sanction => push_sanction(holder, out),
            Column::DeletedOn => {
                if let Some(deletion) = entry.deletion {
                    deletion.on.push_iso(out);
                }
            }
            Column::DeletionReason => out.push_str(entry.deletion.map_or("", |deletion| deletion.reason)),
            Column::Remarks => {
                if let Some(day) = entry.reissued_on {
                    out.push_str("再交付 ");
                    day.push_iso(out);
                }
            }
        }
    }

    fn push_address(&self, row: u64, holder: &Holder, out: &mut String) {
        let Some(homes) = self.register.homes(row, &holder.person, AS_OF) else {
            return;
        };
        let told = if holder.entry.move_notified { AS_OF } else { holder.entry.registered_on };
        if let Some(shown) = homes.on(told).last_address() {
            // Writing to a String cannot fail.
            let _ = write!(out, "{shown}");
        }
    }
}

fn push_sanction(holder: &Holder, out: &mut String) {
    let Some(sanction) = holder.entry.sanction else {
        return;
    };
    out.push_str(sanction.word);
    out.push(' ');
    sanction.from.push_iso(out);
    if let Some(until) = sanction.until {
        out.push('/');
        until.push_iso(out);
    }
}

fn push_number(out: &mut String, number: u64) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{number}");
}
