//! The items of an entry, and the lines in which the register and the ledger keep them.
//!
//! A *line text* is a sequence of `tag value \n`: one ASCII character that names the item, then the value to the
//! character as registered. It is read by people, canonical (tags ascending, no empty value), compact (it exists twice
//! for each entry: in the ledger for ever, in the table of the present), and compared byte by byte by the audit.

use std::borrow::Cow;

macro_rules! items {
    ($($(#[$doc:meta])* $name:ident $tag:literal $code:literal),+ $(,)?) => {
        /// An item of an entry (登録事項) or of a legal act.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[doc(alias = "登録事項")]
        pub enum EntryItem { $($(#[$doc])* $name),+ }

        impl EntryItem {
            /// All of them, in the order of their tags.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The character that names the item in a line text.
            #[must_use]
            pub const fn tag(self) -> u8 { match self { $(Self::$name => $tag),+ } }

            /// The code of the item in the rule files.
            #[must_use]
            pub const fn code(self) -> &'static str { match self { $(Self::$name => $code),+ } }

            /// The item of a tag.
            #[must_use]
            pub const fn of_tag(tag: u8) -> Option<Self> { match tag { $($tag => Some(Self::$name),)+ _ => None } }

            /// The item of a rule file's code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$name),)+ _ => None } }
        }
    };
}

// Tags ascend, so that ALL is in the order of a canonical text.
items! {
    /// 登録番号, as printed.
    Number b'#' "registration-number",
    /// An item that only a rule file knows: `+code=value`.
    Other b'+' "other",
    /// 住所, where the qualification registers it.
    Address b'A' "address",
    /// 生年月日, ISO, perhaps partial.
    Born b'B' "birth-date",
    /// 免許証番号.
    CertificateNumber b'C' "certificate-number",
    /// 登録年月日, ISO, perhaps partial.
    RegisteredOn b'D' "registration-date",
    /// 試験合格年月.
    ExamMonth b'E' "exam-pass-month",
    /// 旧姓 or former name.
    FormerName b'F' "former-name",
    /// Date on which the paper certificate was written last.
    CertificateIssuedOn b'G' "certificate-issued-on",
    /// Date until which the card is valid (介護支援専門員証).
    CertificateUntil b'H' "card-issue-and-expiry",
    /// フリガナ.
    Kana b'K' "kana",
    /// 本籍地都道府県名 or nationality.
    Domicile b'L' "domicile",
    /// 備考.
    Note b'M' "note",
    /// 氏名, to the character.
    Name b'N' "name",
    /// 試験施行地.
    ExamPlace b'P' "exam-prefecture",
    /// 受験番号.
    ExamNumber b'Q' "exam-number",
    /// 再教育研修を修了した旨, with its date.
    ReEducated b'R' "retraining",
    /// 性別.
    Sex b'S' "sex",
    /// 処分 as an imported register words it.
    SanctionText b'T' "sanction",
    /// 再免許の場合はその旨.
    Relicensed b'V' "relicence",
    /// Existence: `reason date` once the entry was deleted.
    Deleted b'X' "deletion",
    /// Admonition on record: its date.
    Admonished b'a' "admonition",
    /// Why a certificate was renewed or issued anew; a reason in words.
    Reason b'c' "reason",
    /// Date of death or of the adjudicated disappearance.
    DiedOn b'd' "date-of-death",
    /// The entry that this one continues, or is continued by (transfer between prefectures).
    LinkedEntry b'l' "linked-entry",
    /// Practice suspended: `from/until`.
    PracticeSuspended b'p' "practice-suspension",
    /// Use of the title suspended: `from/until`.
    TitleSuspended b't' "title-suspension",
    /// The line of the imported file that the entry comes from.
    SourceLine b'y' "source-line",
    /// The version of the record whose body an erasure empties.
    ErasedVersion b'z' "erased-version",
}

/// A value may not hold what separates lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("制御文字は登録できません / a control character cannot be registered")]
pub struct ControlCharacter;

/// A line text: items with their values (see the module).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ItemLines(String);

impl ItemLines {
    /// No item.
    #[must_use]
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Takes the text of the database as it stands; reading it never fails, and the audit compares it to the byte.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text for the database.
    #[must_use]
    pub fn stored(&self) -> &str {
        &self.0
    }

    /// The text itself.
    #[must_use]
    pub fn into_stored(self) -> String {
        self.0
    }

    /// The lines: item and value. A line with an unknown tag is passed over here and found by the audit.
    pub fn iter(&self) -> impl Iterator<Item = (EntryItem, &str)> {
        lines_of(&self.0)
    }

    /// The first value of an item.
    #[must_use]
    pub fn get(&self, item: EntryItem) -> Option<&str> {
        get(&self.0, item)
    }

    /// The value of an item that only a rule file knows.
    #[must_use]
    pub fn get_other(&self, code: &str) -> Option<&str> {
        self.iter()
            .filter(|(item, _)| *item == EntryItem::Other)
            .find_map(|(_, value)| value.strip_prefix(code).and_then(|rest| rest.strip_prefix('=')))
    }

    /// Appends a line behind the others: for building a text whose tags already ascend (the import's hot path).
    /// An empty value writes nothing.
    ///
    /// # Errors
    /// A control character in the value.
    pub fn push(&mut self, item: EntryItem, value: &str) -> Result<(), ControlCharacter> {
        if value.is_empty() {
            return Ok(());
        }
        check(value)?;
        self.0.push(char::from(item.tag()));
        self.0.push_str(value);
        self.0.push('\n');
        Ok(())
    }

    /// Sets an item, or takes it away when the value is empty; keeps the order of tags. [`EntryItem::Other`] is set by
    /// its `code=` part, all others by their tag.
    ///
    /// # Errors
    /// A control character in the value.
    pub fn set(&mut self, item: EntryItem, value: &str) -> Result<(), ControlCharacter> {
        check(value)?;
        let code = (item == EntryItem::Other).then(|| value.split('=').next().unwrap_or_default().to_owned());
        let removes = match &code {
            Some(code) => value.len() <= code.len() + 1,
            None => value.is_empty(),
        };
        let mut kept: Vec<(EntryItem, Cow<'_, str>)> = lines_of(&self.0)
            .filter(|(i, v)| {
                *i != item || code.as_ref().is_some_and(|c| v.split('=').next() != Some(c.as_str()))
            })
            .map(|(i, v)| (i, Cow::Borrowed(v)))
            .collect();
        if !removes {
            kept.push((item, Cow::Borrowed(value)));
        }
        kept.sort_by(|a, b| (a.0.tag(), &a.1).cmp(&(b.0.tag(), &b.1)));
        let mut text = String::with_capacity(self.0.len() + value.len() + 2);
        for (i, v) in &kept {
            text.push(char::from(i.tag()));
            text.push_str(v);
            text.push('\n');
        }
        self.0 = text;
        Ok(())
    }

    /// Whether the text is canonical: known tags in ascending order, no empty value, every line ended.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        let mut last = 0;
        (self.0.is_empty() || self.0.ends_with('\n'))
            && self.0.lines().all(|line| {
                let tag = line.as_bytes().first().copied().unwrap_or(0);
                let good = EntryItem::of_tag(tag).is_some() && line.len() > 1 && tag >= last;
                last = tag;
                good
            })
    }
}

/// The first value of an item in a stored text.
#[must_use]
pub fn get(text: &str, item: EntryItem) -> Option<&str> {
    let tag = item.tag();
    text.split('\n').find(|line| line.as_bytes().first() == Some(&tag)).and_then(|line| line.get(1..))
}

/// The lines of a stored text.
pub fn lines_of(text: &str) -> impl Iterator<Item = (EntryItem, &str)> {
    text.split('\n').filter_map(|line| Some((EntryItem::of_tag(*line.as_bytes().first()?)?, line.get(1..)?)))
}

fn check(value: &str) -> Result<(), ControlCharacter> {
    if value.bytes().any(|b| b < 0x20 || b == 0x7F) { Err(ControlCharacter) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_ascend_and_are_their_own_inverse() {
        let tags: Vec<u8> = EntryItem::ALL.iter().map(|i| i.tag()).collect();
        assert!(tags.is_sorted_by(|a, b| a < b));
        for item in EntryItem::ALL {
            assert_eq!(EntryItem::of_tag(item.tag()), Some(*item));
            assert_eq!(EntryItem::of_code(item.code()), Some(*item));
        }
    }

    #[test]
    fn values_stay_to_the_character() {
        let mut lines = ItemLines::new();
        lines.set(EntryItem::Name, "葛\u{E0103}城 \u{E000}子").unwrap();
        lines.set(EntryItem::Number, "第123号").unwrap();
        assert_eq!(lines.get(EntryItem::Name), Some("葛\u{E0103}城 \u{E000}子"));
        assert_eq!(lines.stored(), "#第123号\nN葛\u{E0103}城 \u{E000}子\n");
        assert!(lines.is_canonical());
        lines.set(EntryItem::Name, "").unwrap();
        assert_eq!(lines.get(EntryItem::Name), None);
    }

    #[test]
    fn a_line_cannot_be_smuggled_in() {
        let mut lines = ItemLines::new();
        assert_eq!(lines.set(EntryItem::Name, "甲\nX取消"), Err(ControlCharacter));
        assert_eq!(lines.push(EntryItem::Name, "甲\u{7F}"), Err(ControlCharacter));
        assert_eq!(lines.stored(), "");
    }

    #[test]
    fn items_known_to_a_rule_file_only_stand_beside_each_other() {
        let mut lines = ItemLines::new();
        lines.set(EntryItem::Other, "office=第一事務所").unwrap();
        lines.set(EntryItem::Other, "branch=支部").unwrap();
        lines.set(EntryItem::Other, "office=第二事務所").unwrap();
        assert_eq!(lines.get_other("office"), Some("第二事務所"));
        assert_eq!(lines.get_other("branch"), Some("支部"));
        lines.set(EntryItem::Other, "office=").unwrap();
        assert_eq!(lines.get_other("office"), None);
        assert_eq!(lines.get_other("branch"), Some("支部"));
    }

    #[test]
    fn disorder_is_not_canonical() {
        for text in ["N甲\n#1\n", "N甲", "N\n", "?甲\n"] {
            assert!(!ItemLines::from_stored(text.into()).is_canonical(), "{text:?}");
        }
    }
}
