//! The flags of `shikaku serve` and `shikaku demo`.

use std::path::PathBuf;

use clap::Args;

/// Where the national systems and the vault are; without the file no system is asked.
#[derive(Debug, Args)]
pub(crate) struct SystemsArgs {
    /// 国の各システムの所在を書いたファイル / the file that says where the national systems are (docs/operate/systems.md)
    #[arg(long, env = "SHIKAKU_SYSTEMS", hide_env_values = true)]
    pub(crate) systems: Option<PathBuf>,
    /// 金庫のデータベース / the vault of My Numbers: sqlite:PATH or postgres://…; without it nobody is asked for by number
    #[arg(long, env = "SHIKAKU_VAULT", hide_env_values = true)]
    pub(crate) vault: Option<String>,
    /// 金庫の鍵のファイル / the file with the vault's key (else the environment's SHIKAKU_VAULT_KEY)
    #[arg(long, env = "SHIKAKU_VAULT_KEY_FILE", hide_env_values = true)]
    pub(crate) vault_key: Option<PathBuf>,
    /// 鍵そのもの（環境変数だけで渡す）/ the key itself: by the environment only
    #[arg(skip = std::env::var("SHIKAKU_VAULT_KEY").ok())]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// アドレス / where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// 利用者から見たアドレスは HTTPS（前段のプロキシが終端）/ people reach the pages by HTTPS, which a proxy in front ends: secure cookies, HSTS
    #[arg(long, env = "SHIKAKU_HTTPS", hide_env_values = true)]
    pub(crate) https: bool,
    /// 前段に自前のプロキシがある / a proxy of yours is in front: the last address of X-Forwarded-For is the visitor's
    #[arg(long, env = "SHIKAKU_BEHIND_PROXY", hide_env_values = true)]
    pub(crate) behind_proxy: bool,
    /// 職員認証サービスの名称 / what the sign-in page calls the sign-in service of your office
    #[arg(long, requires = "provider_link", env = "SHIKAKU_PROVIDER_NAME", hide_env_values = true)]
    pub(crate) provider_name: Option<String>,
    /// その入口 / where it begins: a path of this site or an https:// address
    #[arg(long, requires = "provider_name", env = "SHIKAKU_PROVIDER_LINK", hide_env_values = true)]
    pub(crate) provider_link: Option<String>,
    /// 計測値 /metrics のアドレス（既定：提供しない）/ where to serve /metrics, for your own machines only (default: nowhere)
    #[arg(long, env = "SHIKAKU_METRICS_LISTEN", hide_env_values = true)]
    pub(crate) metrics_listen: Option<String>,
    /// 書類を検査するコマンド。標準入力で受け、0=異常なし、1=危険 を返す / looks through papers that holders send: reads one from its standard input, ends
    /// with 0 (nothing) or 1 (harmful); anything else: not taken now
    #[arg(long, value_name = "COMMAND", env = "SHIKAKU_SCANNER", hide_env_values = true)]
    pub(crate) scanner: Option<PathBuf>,
    /// 年1回の確認のあとの処理（所見、届出勧奨、案の確認、手がかりの照会）を行う間隔（分）。0 なら行わない / how often finished yearly checks and hints are followed
    /// up, in minutes; 0: not by this program. Needs the systems and the vault
    #[arg(long, value_name = "MINUTES", default_value_t = app::FOLLOW_UP_EVERY.as_secs() / 60)]
    pub(crate) follow_up: u64,
    /// その作業フォルダ（回答を一時的に置く）/ a folder for answers while they are used
    #[arg(long, env = "SHIKAKU_CHECK_FOLDER", default_value = "data/yearly-check", hide_env_values = true)]
    pub(crate) check_folder: PathBuf,
    #[command(flatten)]
    pub(crate) systems: SystemsArgs,
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// 種 / the seed of the country
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// 人口 / how many people live in the country; 124000000 are as many as in Japan, and fill the registers to their true size
    #[arg(long, default_value_t = 200_000)]
    pub(crate) people: u64,
    /// アドレス / where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
}
