//! Who used one's 個人番号, from the vault's own log: what was done, for what, by whom, on which day. The look is itself recorded.

use law::Both;
use vault::{LogLine, SealedNumber, Verb};

use crate::give_number::PURPOSE;
use crate::holders::{HolderActor, LINKING, account_name};

use crate::read_card::closed;
use crate::time::rfc3339;
use crate::{App, AppError};

/// Uses on a page.
const ON_A_PAGE: usize = 20;
/// Numbers of one person at most: one, however many entries; a few more where somebody's number was changed.
const MOST_NUMBERS: usize = 10;

/// A use of the number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberUse {
    /// When, RFC 3339.
    pub at: String,
    /// What was done.
    pub what: Both,
    /// For what.
    pub purpose: Both,
    /// By whom.
    pub by: Both,
    /// Its place in the vault's log.
    pub place: i64,
}

/// A page of the uses.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NumberLog {
    /// Whether the vault holds a number of the person at all.
    pub held: bool,
    /// The latest first.
    pub uses: Vec<NumberUse>,
    /// From where the next page goes on; none at the end.
    pub before: Option<i64>,
}

impl App {
    /// The uses of the person's number before a place in the vault's log, the latest first.
    ///
    /// # Errors
    /// There is no vault here now.
    pub async fn number_log(&self, holder: &HolderActor, before: Option<i64>) -> Result<NumberLog, AppError> {
        let links = self.own_links(holder).await?;
        let mut handles: Vec<[u8; 16]> =
            links.iter().filter_map(|link| link.number.as_ref()).map(|known| known.number).collect();
        handles.sort_unstable();
        handles.dedup();
        handles.truncate(MOST_NUMBERS);
        if handles.is_empty() {
            return Ok(NumberLog::default());
        }
        let entries = links.iter().map(|link| (link.register, link.entry)).collect();
        self.note_own_look(holder, ("number-log", entries)).await?;
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let wanted = (before.unwrap_or(i64::MAX), u32::try_from(ON_A_PAGE + 1).unwrap_or(u32::MAX));
        let mut lines = Vec::new();
        for handle in handles {
            let sealed = SealedNumber::from_bytes(handle);
            let some = vault.log_lines_of(&sealed, wanted).await;
            lines.extend(some.map_err(|error| closed().with_detail(error))?);
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.seq));
        let more = lines.len() > ON_A_PAGE;
        lines.truncate(ON_A_PAGE);
        Ok(NumberLog {
            held: true,
            before: lines.last().filter(|_| more).map(|line| line.seq),
            uses: lines.iter().map(|line| shown(line, holder)).collect(),
        })
    }
}

fn shown(line: &LogLine, holder: &HolderActor) -> NumberUse {
    NumberUse {
        at: rfc3339(line.written_at),
        what: what(line),
        purpose: purpose(&line.purpose),
        by: by(&line.operator, holder),
        place: line.seq,
    }
}

fn what(line: &LogLine) -> Both {
    match line.act() {
        Some(Verb::Seal) => {
            Both::new("番号を受け取り、暗号にして保管しました", "The number was taken and sealed")
        }
        Some(Verb::OpenForJlis) => Both::new(
            "住民基本台帳ネットワークへの照会に使いました",
            "It was used for an inquiry at the resident register",
        ),
        Some(Verb::Find) => Both::new(
            "同じ番号の登録がほかにあるかを調べました",
            "Other entries of the same number were looked for",
        ),
        Some(Verb::Carry) => Both::new(
            "申請とともに提供された番号を、あなたの登録の番号として引き継ぎました",
            "What came with your application was taken over for your entry",
        ),
        Some(Verb::Delete) => Both::new("番号を廃棄しました", "The number was deleted"),
        Some(verb) => Both::new(verb.label_ja(), verb.word()),
        None => Both::new(&line.verb, &line.verb),
    }
}

fn purpose(code: &str) -> Both {
    let (ja, en) = match code {
        "case" => ("あなたの申請の審査", "To examine your application"),
        "linkage-code" => (
            "戸籍などを照会するための符号の取得",
            "To get the code by which other offices are asked about you",
        ),
        "yearly-check" => ("登録の年1回の確認", "The yearly check of the register"),
        "first-link desk" => ("登録と本人との結び付けの確認", "To confirm that an entry is yours"),
        LINKING => ("初期設定", "Linking your entry"),
        PURPOSE => ("あなたからの提供の受取り（資格の登録事務）", "You gave it, for keeping the registers"),
        other => (other, other),
    };
    Both::new(ja, en)
}

fn by(operator: &str, holder: &HolderActor) -> Both {
    match operator {
        own if own == account_name(&holder.account) => Both::new("あなた", "You"),
        crate::cases::SYSTEM => Both::new("このシステム（申請の処理）", "This system, for an application"),
        // Whoever gave it by another account of theirs is not named.
        other if other.starts_with("portal:") => Both::new("本人のページから", "At the portal"),
        other => Both::new(other, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_said_in_words() {
        assert_eq!(purpose("case").ja, "あなたの申請の審査");
        assert_eq!(purpose(PURPOSE).en, "You gave it, for keeping the registers");
        assert_eq!(purpose("ある目的").ja, "ある目的", "words of an officer stay");
    }
}
