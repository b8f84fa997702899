//! The flags of `shikaku serve` and `shikaku demo`.

use clap::Args;

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
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// 種 / the seed of the country
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// 人口 / how many people live in the country (default: as many as in Japan)
    #[arg(long, default_value_t = 124_000_000)]
    pub(crate) people: u64,
    /// アドレス / where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
}
