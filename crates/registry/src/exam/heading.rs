//! The headings of a list of those who passed.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// 試験の施行年月.
    Month,
    /// 受験地.
    Place,
    /// 受験番号.
    Number,
    /// 氏名.
    Name,
    /// 生年月日.
    Born,
    /// 合格証書番号.
    Certificate,
}

const KNOWN: &[(&str, Column)] = &[
    ("施行年月", Column::Month),
    ("試験の施行年月", Column::Month),
    ("試験年月", Column::Month),
    ("exam_month", Column::Month),
    ("受験地", Column::Place),
    ("exam_place", Column::Place),
    ("受験番号", Column::Number),
    ("exam_number", Column::Number),
    ("氏名", Column::Name),
    ("name", Column::Name),
    ("生年月日", Column::Born),
    ("birth_date", Column::Born),
    ("合格証書番号", Column::Certificate),
    ("certificate_number", Column::Certificate),
];

/// The columns without which a row says nothing of anybody.
pub(super) const NEEDED: &[(Column, &str)] = &[
    (Column::Month, "施行年月"),
    (Column::Number, "受験番号"),
    (Column::Name, "氏名"),
    (Column::Born, "生年月日"),
];

pub(super) fn column(text: &str) -> Option<Column> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    KNOWN.iter().find(|(heading, _)| heading.eq_ignore_ascii_case(&plain)).map(|(_, column)| *column)
}
