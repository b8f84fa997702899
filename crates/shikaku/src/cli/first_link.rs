//! The words of `shikaku first-link`.

use std::path::PathBuf;

use clap::Args;

use super::SystemsArgs;

#[derive(Debug, Args)]
pub(crate) struct FirstLinkArgs {
    /// 資格 ID / the qualification's id
    #[arg(long)]
    pub(crate) qualification: String,
    /// 登録権者のコード / the authority's code; may be left out where there is only one
    #[arg(long)]
    pub(crate) authority: Option<String>,
    /// 番号の提供を受けた届出のファイル（UTF-8 の CSV：登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日）/ a file of reports in which holders gave their numbers
    #[arg(long, requires_all = ["number_proof", "identity_proof"])]
    pub(crate) reports: Option<PathBuf>,
    /// その番号を確かめた方法 / how the numbers were shown: a code of rules/number-proof.toml (card-copy …)
    #[arg(long, requires = "reports")]
    pub(crate) number_proof: Option<String>,
    /// 本人を確かめた方法 / how the givers were shown to be the persons (same-card …)
    #[arg(long, requires = "reports")]
    pub(crate) identity_proof: Option<String>,
    /// 照会せず、対象となる登録を数える / ask nobody: count the entries that are open, and why the others are not
    #[arg(long, conflicts_with = "reports")]
    pub(crate) dry_run: bool,
    /// 照会と回答のファイルを置くフォルダ（終わると消える）/ where files of inquiries and answers lie until they are used (default: beside the database)
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) systems: SystemsArgs,
}
