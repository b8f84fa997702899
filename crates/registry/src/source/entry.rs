//! A row of a register file as an entry, or everything that is wrong with it.

use std::borrow::Cow;

use jiff::civil::Date;

use super::layout::{Origin, Slot};
use super::{Heading, Layout, Reason, Row, RowFault};
use crate::date::PartialDate;
use crate::name::check_name;
use crate::number::normalise_number;

/// The oldest that somebody may have been when registered, in years: more than anybody ever lived to, so that
/// only slips are found. How long ago the registration was does not matter: registers keep the dead whom
/// nobody has reported.
pub const MAX_AGE_YEARS: i16 = 130;

/// The longest address, note or other text, in characters; a longer one is a broken row.
pub const MAX_TEXT_CHARS: usize = 1000;

/// The sex that a register records.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[doc(alias = "性別")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// The character that registers write.
    pub fn label(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "男" | "男性" => Some(Self::Male),
            "女" | "女性" => Some(Self::Female),
            _ => None,
        }
    }
}

/// One row of a register file, read and found sound. Texts are as written, without the blanks around them; an
/// empty cell is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceEntry<'a> {
    /// 登録番号 as printed.
    pub number: &'a str,
    /// The number's key in its register ([`normalise_number`]).
    pub number_key: Cow<'a, str>,
    /// 登録年月日
    pub registered_on: PartialDate,
    /// 氏名, to the character; [`check_name`] has passed it.
    pub name: &'a str,
    /// フリガナ
    pub kana: Option<&'a str>,
    /// 旧姓
    pub former_name: Option<&'a str>,
    /// 生年月日
    pub born: PartialDate,
    /// 性別; none where it is not recorded or 不詳.
    pub sex: Option<Sex>,
    /// 本籍: prefecture or nationality.
    pub domicile: Option<&'a str>,
    /// 住所
    pub address: Option<&'a str>,
    /// 電話番号
    pub phone: Option<&'a str>,
    /// メールアドレス
    pub mail: Option<&'a str>,
    /// 試験合格年月
    pub exam_month: PartialDate,
    /// 試験施行地
    pub exam_place: Option<&'a str>,
    /// 受験番号
    pub exam_number: Option<&'a str>,
    /// 免許証番号
    pub certificate_number: Option<&'a str>,
    /// 処分, in the words of the file.
    pub sanctions: Option<&'a str>,
    /// 抹消年月日; none where the entry stands, unknown where the file says 不詳.
    pub deleted_on: Option<PartialDate>,
    /// 抹消理由
    pub deletion_reason: Option<&'a str>,
    /// 備考
    pub note: Option<&'a str>,
}

impl Layout {
    /// Reads a row. `today` is the day in Japan on which the file is read.
    ///
    /// # Errors
    /// All faults of the row.
    pub fn read<'a>(&'a self, row: &Row<'a>, today: Date) -> Result<SourceEntry<'a>, Vec<RowFault>> {
        if row.len() != self.width {
            let reason = Reason::CellCount { expected: self.width, found: row.len() };
            return Err(vec![RowFault::of_row(reason)]);
        }
        let mut reader = Reader { layout: self, row: *row, today, faults: Vec::new() };
        let entry = reader.entry();
        if reader.faults.is_empty() { Ok(entry) } else { Err(reader.faults) }
    }

    fn slot(&self, heading: Heading) -> Option<&Slot> {
        self.slots.get(heading as usize)
    }
}

/// Reads the cells of one row and gathers what is wrong with them.
struct Reader<'a> {
    layout: &'a Layout,
    row: Row<'a>,
    today: Date,
    faults: Vec<RowFault>,
}

impl<'a> Reader<'a> {
    fn entry(&mut self) -> SourceEntry<'a> {
        let (number, number_key) = self.number();
        let registered_on = self.date(Heading::RegisteredOn);
        let born = self.date(Heading::Born);
        let deletion_reason = self.text(Heading::DeletionReason);
        let deleted_on = self.deleted_on(deletion_reason);
        self.compare(born, registered_on, deleted_on);
        SourceEntry {
            number,
            number_key,
            registered_on,
            name: self.name(Heading::Name).unwrap_or_default(),
            kana: self.kana(),
            former_name: self.name(Heading::FormerName),
            born,
            sex: self.sex(),
            domicile: self.text(Heading::Domicile),
            address: self.text(Heading::Address),
            phone: self.text(Heading::Phone),
            mail: self.text(Heading::Mail),
            exam_month: self.date(Heading::ExamMonth),
            exam_place: self.text(Heading::ExamPlace),
            exam_number: self.text(Heading::ExamNumber),
            certificate_number: self.text(Heading::CertificateNumber),
            sanctions: self.text(Heading::Sanctions),
            deleted_on,
            deletion_reason,
            note: self.text(Heading::Note),
        }
    }

    /// What stands in a cell, without the blanks around it; none where it is empty, which is a fault where
    /// something must be.
    fn cell(&mut self, heading: Heading) -> Option<&'a str> {
        let layout = self.layout;
        let slot = layout.slot(heading)?;
        let text = match &slot.from {
            Origin::Nowhere => return None,
            Origin::Column(index) => self.row.get(*index).unwrap_or_default().trim(),
            Origin::Constant(text) => text.as_str(),
        };
        if text.is_empty() {
            if layout.required.cell(heading) {
                self.fault(heading, Reason::Missing);
            }
            return None;
        }
        let Some(codes) = &slot.codes else {
            return Some(text);
        };
        let meaning = codes.iter().find(|(code, _)| code == text);
        if meaning.is_none() {
            self.fault(heading, Reason::UnknownCode);
        }
        meaning.map(|(_, meaning)| meaning.as_str()).filter(|meaning| !meaning.is_empty())
    }

    fn fault(&mut self, heading: Heading, reason: Reason) {
        let fault = match self.layout.slot(heading).map(|slot| &slot.from) {
            Some(Origin::Column(index)) => RowFault::of_column(*index, Some(heading), reason),
            _ => RowFault { column: None, heading: Some(heading), reason },
        };
        self.faults.push(fault);
    }

    fn number(&mut self) -> (&'a str, Cow<'a, str>) {
        let number = self.cell(Heading::Number).unwrap_or_default();
        match normalise_number(number) {
            Ok(key) => (number, key),
            Err(reason) => {
                // An empty cell has its fault already.
                if !number.is_empty() {
                    self.fault(Heading::Number, Reason::Number(reason));
                }
                (number, Cow::Borrowed(""))
            }
        }
    }

    fn name(&mut self, heading: Heading) -> Option<&'a str> {
        let name = self.cell(heading)?;
        if let Err(reason) = check_name(name) {
            self.fault(heading, Reason::Name(reason));
        }
        Some(name)
    }

    fn kana(&mut self) -> Option<&'a str> {
        let kana = self.name(Heading::Kana)?;
        if kana.chars().any(is_ideograph) {
            self.fault(Heading::Kana, Reason::NotKana);
        }
        Some(kana)
    }

    fn sex(&mut self) -> Option<Sex> {
        let text = self.cell(Heading::Sex)?;
        let sex = Sex::from_text(text);
        if sex.is_none() && !is_unknown(text) {
            self.fault(Heading::Sex, Reason::Sex);
        }
        sex
    }

    fn date(&mut self, heading: Heading) -> PartialDate {
        self.written_date(heading).unwrap_or_default()
    }

    /// The date of a cell; none where the cell is empty.
    fn written_date(&mut self, heading: Heading) -> Option<PartialDate> {
        let text = self.cell(heading)?;
        let read = self.layout.dates.read(text);
        match read {
            Ok(date) if date.earliest().is_some_and(|day| day > self.today) => {
                self.fault(heading, Reason::Future)
            }
            Ok(_) => {}
            Err(reason) => self.fault(heading, Reason::Date(reason)),
        }
        Some(read.unwrap_or_default())
    }

    fn deleted_on(&mut self, reason: Option<&str>) -> Option<PartialDate> {
        let faults = self.faults.len();
        let date = self.written_date(Heading::DeletedOn);
        if date.is_none() && reason.is_some() && faults == self.faults.len() {
            self.fault(Heading::DeletedOn, Reason::DeletionWithoutDate);
        }
        date
    }

    fn text(&mut self, heading: Heading) -> Option<&'a str> {
        let text = self.cell(heading)?;
        let bad = text.chars().find(|c| c.is_control() || *c == '\u{FFFD}');
        if let Some(bad) = bad {
            self.fault(heading, if bad.is_control() { Reason::Control } else { Reason::Lost });
        }
        if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
            self.fault(heading, Reason::TooLong);
        }
        Some(text)
    }

    /// Dates that contradict each other, whatever their absent parts may be.
    fn compare(&mut self, born: PartialDate, registered: PartialDate, deleted: Option<PartialDate>) {
        if let (Some(born_from), Some(born_to), Some(from), Some(to)) =
            (born.earliest(), born.latest(), registered.earliest(), registered.latest())
        {
            if born_from > to {
                self.fault(Heading::Born, Reason::BornAfterRegistration);
            }
            let birthday = (born_to.year() + MAX_AGE_YEARS, born_to.month(), born_to.day());
            if birthday < (from.year(), from.month(), from.day()) {
                self.fault(Heading::Born, Reason::TooOldAtRegistration);
            }
        }
        let deleted_to = deleted.and_then(PartialDate::latest);
        if deleted_to.zip(registered.earliest()).is_some_and(|(deleted, registered)| deleted < registered) {
            self.fault(Heading::DeletedOn, Reason::DeletedBeforeRegistration);
        }
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_unknown(text: &str) -> bool {
    matches!(text, "不詳" | "不明" | "未詳")
}
