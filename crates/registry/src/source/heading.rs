//! The columns of a register file.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// A column of a register file, by the heading that it has without a mapping.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Heading {
    /// 登録番号
    Number,
    /// 登録年月日
    RegisteredOn,
    /// 氏名
    Name,
    /// フリガナ
    Kana,
    /// 旧姓
    FormerName,
    /// 生年月日
    Born,
    /// 性別
    Sex,
    /// 本籍（都道府県名または国籍）
    Domicile,
    /// 住所
    Address,
    /// 電話番号
    Phone,
    /// メールアドレス
    Mail,
    /// 試験合格年月
    ExamMonth,
    /// 試験施行地
    ExamPlace,
    /// 受験番号
    ExamNumber,
    /// 免許証番号
    CertificateNumber,
    /// 処分
    Sanctions,
    /// 抹消年月日
    DeletedOn,
    /// 抹消理由
    DeletionReason,
    /// 備考
    Note,
}

impl Heading {
    /// How many there are.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// All of them, in the order in which they are documented.
    pub const ALL: [Self; 19] = [
        Self::Number,
        Self::RegisteredOn,
        Self::Name,
        Self::Kana,
        Self::FormerName,
        Self::Born,
        Self::Sex,
        Self::Domicile,
        Self::Address,
        Self::Phone,
        Self::Mail,
        Self::ExamMonth,
        Self::ExamPlace,
        Self::ExamNumber,
        Self::CertificateNumber,
        Self::Sanctions,
        Self::DeletedOn,
        Self::DeletionReason,
        Self::Note,
    ];

    /// The heading as files have it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Number => "登録番号",
            Self::RegisteredOn => "登録年月日",
            Self::Name => "氏名",
            Self::Kana => "フリガナ",
            Self::FormerName => "旧姓",
            Self::Born => "生年月日",
            Self::Sex => "性別",
            Self::Domicile => "本籍（都道府県名または国籍）",
            Self::Address => "住所",
            Self::Phone => "電話番号",
            Self::Mail => "メールアドレス",
            Self::ExamMonth => "試験合格年月",
            Self::ExamPlace => "試験施行地",
            Self::ExamNumber => "受験番号",
            Self::CertificateNumber => "免許証番号",
            Self::Sanctions => "処分",
            Self::DeletedOn => "抹消年月日",
            Self::DeletionReason => "抹消理由",
            Self::Note => "備考",
        }
    }

    /// The heading of a text; width and blanks do not matter, and 本籍 alone will do.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = plain(text);
        if text == "本籍" {
            return Some(Self::Domicile);
        }
        Self::ALL.into_iter().find(|heading| plain(heading.label()) == text)
    }

    /// The heading that a text is nearest to, where it is near to any: at most half of it differs.
    pub fn nearest(text: &str) -> Option<Self> {
        let text = plain(text);
        let length = text.chars().count();
        let far =
            |heading: &Self| heading.spellings().map(|spelling| distance(&text, &plain(spelling))).min();
        let heading = Self::ALL.into_iter().min_by_key(far)?;
        let distance = far(&heading)?;
        (distance * 2 <= length.max(2)).then_some(heading)
    }

    fn spellings(self) -> impl Iterator<Item = &'static str> {
        let short = (self == Self::Domicile).then_some("本籍");
        std::iter::once(self.label()).chain(short)
    }
}

/// A text by which headings are compared: one width, no blanks.
pub(super) fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{FEFF}').collect()
}

/// How many characters must be added, left out or changed to make `a` into `b` (Levenshtein's distance).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let change = diagonal + usize::from(x != *y);
            diagonal = *cell;
            left = change.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Why the columns of a file cannot be used. `Display` is English; [`HeadingFault::ja`] is Japanese.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeadingFault {
    /// A heading that is not known.
    Unknown {
        /// Its column, from 1.
        column: usize,
        /// What stands there.
        text: String,
        /// The known heading that is nearest, where one is near.
        nearest: Option<String>,
    },
    /// The same heading twice.
    Doubled {
        /// The heading.
        text: String,
        /// Where it stands first and again, from 1.
        columns: (usize, usize),
    },
    /// A column that the qualification's registered items ask for.
    Missing {
        /// The heading.
        heading: Heading,
    },
    /// A heading that the mapping names and the file does not have.
    NotInFile {
        /// What the mapping says.
        text: String,
        /// The heading of the file that is nearest, where one is near.
        nearest: Option<String>,
    },
    /// The mapping counts more columns than the file has, or gives names of headings for a file without.
    NoSuchColumn {
        /// Our heading that is to be filled.
        heading: Heading,
    },
}

impl HeadingFault {
    /// The reason in Japanese.
    pub fn ja(&self) -> String {
        match self {
            Self::Unknown { column, text, nearest } => {
                let hint = nearest.as_ref().map(|near| format!("（「{near}」のことですか）"));
                format!("{column}列目の見出し「{text}」は分かりません{}", hint.unwrap_or_default())
            }
            Self::Doubled { text, columns } => {
                format!("見出し「{text}」が{}列目と{}列目にあります", columns.0, columns.1)
            }
            Self::Missing { heading } => format!("見出し「{}」がありません", heading.label()),
            Self::NotInFile { text, nearest } => {
                let hint = nearest.as_ref().map(|near| format!("（近い見出し：「{near}」）"));
                format!("対応表の見出し「{text}」がファイルにありません{}", hint.unwrap_or_default())
            }
            Self::NoSuchColumn { heading } => {
                format!("対応表の「{}」に当たる列がファイルにありません", heading.label())
            }
        }
    }
}

impl fmt::Display for HeadingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { column, text, nearest } => {
                write!(f, "column {column}: unknown heading \"{text}\"")?;
                nearest.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean \"{near}\"?"))
            }
            Self::Doubled { text, columns } => {
                write!(f, "the heading \"{text}\" stands in columns {} and {}", columns.0, columns.1)
            }
            Self::Missing { heading } => write!(f, "the column \"{}\" is missing", heading.label()),
            Self::NotInFile { text, nearest } => {
                write!(f, "the mapping names the heading \"{text}\", which the file does not have")?;
                nearest.as_ref().map_or(Ok(()), |near| write!(f, "; the nearest is \"{near}\""))
            }
            Self::NoSuchColumn { heading } => {
                write!(f, "the file has no column for \"{}\" of the mapping", heading.label())
            }
        }
    }
}

impl std::error::Error for HeadingFault {}
