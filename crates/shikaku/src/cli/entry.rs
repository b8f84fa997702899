//! The words about one entry.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// 登録の ID / the entry's id
    pub(crate) entry: String,
    /// その日の状態 / as it stood on a day
    #[arg(long)]
    pub(crate) as_of: Option<String>,
    /// その時点で分かっていた状態 / as was known at an instant (RFC 3339, or a day)
    #[arg(long)]
    pub(crate) known_at: Option<String>,
    /// この登録をだれが見たか / who looked at this entry, why and when
    #[arg(long)]
    pub(crate) who_looked: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ActArgs {
    /// 登録の ID、新しい登録なら「資格/登録権者」 / the entry's id, or qualification/authority for a new entry
    pub(crate) target: String,
    /// 行為 / the act (correction, deletion, practice-suspension, …), or transfer: both halves of it at once
    pub(crate) act: String,
    /// 移転先の登録権者 / with transfer: the authority to whose register the entry goes
    #[arg(long)]
    pub(crate) to: Option<String>,
    /// 効力を生ずる日 / the day of effect (default: today)
    #[arg(long)]
    pub(crate) effective_on: Option<String>,
    /// 根拠となる決定・案件 / the ground: a decision or a case
    #[arg(long)]
    pub(crate) ground: String,
    /// 登録事項 / an item of the act, CODE=VALUE; may be repeated
    #[arg(long = "item", value_name = "CODE=VALUE")]
    pub(crate) items: Vec<String>,
    /// 見ていた版 / the version you have seen; another one is a conflict
    #[arg(long)]
    pub(crate) seen_version: Option<i64>,
    /// 受付キー / your own key: the same act twice is recorded once
    #[arg(long)]
    pub(crate) key: Option<String>,
}
