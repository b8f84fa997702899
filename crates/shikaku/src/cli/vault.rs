//! Words of `shikaku vault`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct VaultArgs {
    #[command(flatten)]
    pub(crate) place: VaultPlace,
    #[command(subcommand)]
    pub(crate) command: VaultCommand,
}

/// Where the vault and its key are.
#[derive(Debug, Args)]
pub(crate) struct VaultPlace {
    /// 金庫のデータベース / the vault's own database: sqlite:PATH or postgres://…
    #[arg(
        long,
        global = true,
        env = "SHIKAKU_VAULT",
        default_value = "sqlite:data/vault/vault.db",
        hide_env_values = true
    )]
    pub(crate) vault: String,
    /// 鍵のファイル（所有者だけが読め、データベースとは別の場所）/ the key's file: 0600, not with the database
    #[arg(long, global = true, env = "SHIKAKU_VAULT_KEY_FILE", hide_env_values = true)]
    pub(crate) key_file: Option<PathBuf>,
    /// 鍵そのもの（環境変数だけで渡す）/ the key itself: by the environment only, never on the command line
    #[arg(skip = std::env::var("SHIKAKU_VAULT_KEY").ok())]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// 空の金庫を作る（鍵のファイルがなければ鍵も）/ make an empty vault, and the key when its file is not there
    Init,
    /// 運転中に鍵を更新する。止めても同じ命令で続きから / new keys while running; the same command goes on after a stop
    Rekey {
        /// 新しい鍵のファイル（なければ作る）/ a new key file (made when it is not there); the old one opens until --finish
        #[arg(long)]
        new_key_file: Option<PathBuf>,
        /// すべてのプログラムが新しい鍵になった後、旧い鍵を失効させる / refuse all keys but the one given now
        #[arg(long, conflicts_with = "new_key_file")]
        finish: bool,
    },
    /// 利用の記録を表示する・確かめる / show or verify the log of uses
    Log {
        /// すべての行のつながり・署名・廃棄を確かめる / verify every line, and the deletions it tells of
        #[arg(long)]
        verify: bool,
        /// 前に控えた終わりの行（番号:ハッシュ）/ a head kept elsewhere (SEQ:HASH), which must be in the log
        #[arg(long, value_name = "SEQ:HASH", requires = "verify")]
        head: Option<String>,
        /// この番号より後の行 / lines after this one
        #[arg(long, default_value_t = 0)]
        after: i64,
        /// 行の上限 / lines at most (1 to 10000)
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
}
