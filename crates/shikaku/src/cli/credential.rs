//! Words of `shikaku credential`.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum CredentialCommand {
    /// 公開鍵とその期間を表示する / the public keys and the time of each, as they are published (JWKS)
    Keys,
    /// 署名鍵を新しくする（古い署名は有効のまま）/ a new signing key; what the old one signed stays good
    Rotate,
}
