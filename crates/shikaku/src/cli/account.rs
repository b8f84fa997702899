//! Words of `shikaku account`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// 利用者を加える（パスワードは標準入力から）/ add an account; the password comes from standard input
    Add {
        /// ログイン名 / login
        login: String,
        /// 表示名 / the name that others see
        #[arg(long)]
        name: String,
        /// 権限 / role: reader, registrar, auditor; may be repeated
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        /// 登録権者のコード / an authority whose registers it may see; may be repeated; none = all
        #[arg(long = "authority")]
        authorities: Vec<String>,
    },
    /// プログラム用のトークンを発行する / issue a bearer token for a program
    Token {
        /// ログイン名 / the account it acts as
        login: String,
        /// 用途（閲覧の記録に残ります）/ what it is for: the purpose of its looks
        #[arg(long)]
        label: String,
        /// 有効な日数 / days it lasts
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
}
