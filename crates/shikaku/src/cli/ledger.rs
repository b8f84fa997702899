//! The words and flags of the ledger.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// 最新の署名を出力する / print the last signed checkpoint
    Checkpoint,
    /// ある記録が台帳にあることの証明 / the proof that a record stands in the log
    Prove {
        /// 登録の ID / the entry's id
        entry: String,
        /// 記録の番号 / the record's version
        version: i64,
    },
    /// 証明を確かめる / verify a proof, without the database
    Verify {
        /// 証明のファイル / the proof
        file: PathBuf,
        /// 検証鍵 / the verifier key (default: of this register's log)
        #[arg(long)]
        key: Option<String>,
    },
    /// タイル・署名を書き出す / write tiles, entry bundles and the checkpoint, as existing tools read them
    Export {
        /// フォルダ / the folder
        dir: PathBuf,
    },
}
