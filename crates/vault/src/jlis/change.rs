//! 変更情報: why a record of the resident register last changed, in the words of 住民基本台帳法施行規則第11条.

use jiff::civil::Date;

/// The kind of a change (住民基本台帳法施行令第30条の5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// 記載: a record is made.
    Made,
    /// 消除: a record is struck.
    Struck,
    /// 修正: name, birth date, sex or address of a record is corrected.
    Corrected,
    /// The 住民票コード is another one.
    CodeChanged,
    /// The 個人番号 is another one \[M\]: from memory, not read in the regulation.
    NumberChanged,
}

/// The reason of a change. The names were read in the text of 2012; the articles were renumbered since, the names are taken as
/// stable \[I\].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[doc(alias = "変更情報")]
pub enum ChangeReason {
    /// 転入等: came from another municipality or from abroad.
    MovedIn,
    /// 出生
    Born,
    /// 職権記載等
    MadeExOfficio,
    /// 転出: left; for a record that stands nowhere else, left Japan.
    MovedOut,
    /// 死亡
    Died,
    /// 職権消除等
    StruckExOfficio,
    /// 転居: moved inside the municipality.
    MovedWithin,
    /// 軽微な修正 (施行規則第21条の2): characters, renamed areas, house numbers, buildings. No ground for a reminder.
    MinorCorrection,
    /// 職権修正等
    CorrectedExOfficio,
    /// 変更請求, of the 住民票コード.
    CodeOnRequest,
    /// 職権記載等, of the 住民票コード.
    CodeExOfficio,
    /// 個人番号の変更 \[M\].
    NumberReplaced,
}

/// Each reason with its kind and the two words that stand on the wire.
const REASONS: [(ChangeReason, ChangeKind, &str, &str); 12] = [
    (ChangeReason::MovedIn, ChangeKind::Made, "記載", "転入等"),
    (ChangeReason::Born, ChangeKind::Made, "記載", "出生"),
    (ChangeReason::MadeExOfficio, ChangeKind::Made, "記載", "職権記載等"),
    (ChangeReason::MovedOut, ChangeKind::Struck, "消除", "転出"),
    (ChangeReason::Died, ChangeKind::Struck, "消除", "死亡"),
    (ChangeReason::StruckExOfficio, ChangeKind::Struck, "消除", "職権消除等"),
    (ChangeReason::MovedWithin, ChangeKind::Corrected, "修正", "転居"),
    (ChangeReason::MinorCorrection, ChangeKind::Corrected, "修正", "軽微な修正"),
    (ChangeReason::CorrectedExOfficio, ChangeKind::Corrected, "修正", "職権修正等"),
    (ChangeReason::CodeOnRequest, ChangeKind::CodeChanged, "住民票コードの修正", "変更請求"),
    (ChangeReason::CodeExOfficio, ChangeKind::CodeChanged, "住民票コードの修正", "職権記載等"),
    (ChangeReason::NumberReplaced, ChangeKind::NumberChanged, "個人番号の変更", "個人番号の変更"),
];

impl ChangeReason {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        REASONS.into_iter().map(|(reason, ..)| reason)
    }

    /// The reason of two words; `None` for a pair that the regulation does not know.
    #[must_use]
    pub fn of_words(kind: &str, reason: &str) -> Option<Self> {
        let same = |(_, _, k, r): &&(Self, ChangeKind, &str, &str)| *k == kind && *r == reason;
        REASONS.iter().find(same).map(|(reason, ..)| *reason)
    }

    /// The kind of change and the reason in the regulation's words.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        REASONS
            .iter()
            .find(|(reason, ..)| *reason == self)
            .map_or(("", ""), |(_, _, kind, word)| (*kind, *word))
    }

    /// The kind of change that it is a reason of.
    #[must_use]
    pub fn kind(self) -> ChangeKind {
        REASONS
            .iter()
            .find(|(reason, ..)| *reason == self)
            .map_or(ChangeKind::Corrected, |(_, kind, ..)| *kind)
    }
}

/// The last change of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Why.
    pub reason: ChangeReason,
    /// The day on which the reason arose; of a move out, the planned day.
    pub event_date: Date,
    /// The day on which the network was told.
    pub notified_on: Date,
}
