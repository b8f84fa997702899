//! Words of `shikaku numbers`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum NumbersCommand {
    /// 登録簿ごとに、番号が提供された登録の件数 / by register, for how many entries the number was given
    Status,
    /// 提供のない人への呼びかけの一覧（CSV）と書面（HTML、印刷用）を作る。団体に渡す / a list and letters for those who have not given it, to be handed to an
    /// association or a body of employers
    Call(CallArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CallArgs {
    /// 資格 ID / the qualification's id
    #[arg(long)]
    pub(crate) qualification: String,
    /// 登録権者のコード / the authority's code; may be left out where there is only one
    #[arg(long)]
    pub(crate) authority: Option<String>,
    /// 渡す団体 / the association or body that hands the letters on
    #[arg(long)]
    pub(crate) to: String,
    /// 氏名を渡す根拠（条、協定、決裁の番号。記録に残る）/ by what it gets the names: a provision, an agreement, a decision; it stays on record
    #[arg(long)]
    pub(crate) ground: String,
    /// 団体が渡した登録番号の名簿（1行に1つ、または「登録番号」の列のある CSV）。その人だけを対象にする / a file of registration numbers that the recipient
    /// gave, one a line or CSV with a column 登録番号: only these are called, and of nobody else it is told
    #[arg(long, value_name = "FILE")]
    pub(crate) only: Option<PathBuf>,
    /// 作るフォルダ（まだないもの）/ the folder to be made
    #[arg(long)]
    pub(crate) folder: PathBuf,
}
