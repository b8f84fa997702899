//! Words of `shikaku exam-results`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum ExamResultsCommand {
    /// 試験機関の合格者の名簿を取り込む / take over an examining body's list; the same file again is one list
    Import {
        /// 資格 ID / the qualification's id
        #[arg(long)]
        qualification: String,
        /// 取り込むファイル（施行年月・受験地・受験番号・氏名・生年月日・合格証書番号）/ the file, with those headings
        file: PathBuf,
    },
}
