//! Words of `shikaku by-rule`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ByRuleCommand {
    /// 機関と手続ごとに、いつから規則で決定するかを表示する / which authority has which procedure decided by rule, since when
    List,
    /// 事実がすべて一致する案件を規則で決定する / decide by rule where all facts agree, from a day on
    On {
        #[command(flatten)]
        of: ByRuleArgs,
        /// 始まる日 / the first day (default: today)
        #[arg(long)]
        from: Option<String>,
        /// 終わる日 / the last day (default: until it is switched off)
        #[arg(long)]
        until: Option<String>,
    },
    /// すべて職員が決定する / officers decide all
    Off {
        #[command(flatten)]
        of: ByRuleArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ByRuleArgs {
    /// 登録権者のコード / the authority's code
    #[arg(long)]
    pub(crate) authority: String,
    /// 手続 / the procedure: linking, change, new-registration, entry-confirmation
    #[arg(long)]
    pub(crate) procedure: String,
    /// 理由（決裁の番号など）/ on what ground: a decision's number
    #[arg(long, default_value = "")]
    pub(crate) ground: String,
}
