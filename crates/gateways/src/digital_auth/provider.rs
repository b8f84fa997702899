//! What a provider says of itself: its metadata (OpenID Connect Discovery 1.0) and its keys.

use openidconnect::IssuerUrl;
use openidconnect::core::CoreProviderMetadata;
use url::Url;

use crate::jose::KeySet;

/// A provider as discovered.
#[derive(Debug, Clone)]
pub(super) struct Provider {
    pub(super) metadata: CoreProviderMetadata,
    pub(super) keys: KeySet,
}

/// Reads the metadata of an issuer.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(super) fn metadata(body: &[u8], issuer: &Url) -> Result<CoreProviderMetadata, &'static str> {
    let metadata: CoreProviderMetadata =
        serde_json::from_slice(body).map_err(|_| "the provider's metadata cannot be read")?;
    // Discovery §4.3: exactly the same, else somebody else's keys would speak for this issuer.
    if !same_issuer(metadata.issuer(), issuer) {
        return Err("the metadata is that of another issuer");
    }
    let endpoints = [
        Some(metadata.authorization_endpoint().url()),
        metadata.token_endpoint().map(|endpoint| endpoint.url()),
        metadata.userinfo_endpoint().map(|endpoint| endpoint.url()),
        Some(metadata.jwks_uri().url()),
    ];
    if endpoints.into_iter().flatten().any(|endpoint| endpoint.scheme() != issuer.scheme()) {
        return Err("an endpoint of the provider is not protected as its issuer is");
    }
    if metadata.token_endpoint().is_none() {
        return Err("the provider has no token endpoint");
    }
    Ok(metadata)
}

/// Equal as written, but for the slash that `Url` puts behind a bare host.
fn same_issuer(said: &IssuerUrl, issuer: &Url) -> bool {
    let text = issuer.as_str();
    said.as_str() == text || issuer.path() == "/" && said.as_str() == text.trim_end_matches('/')
}

/// For the fuzzer: any bytes as metadata.
pub(super) fn fuzz_metadata(bytes: &[u8]) {
    if let Ok(issuer) = Url::parse("https://issuer.example/") {
        let _ = metadata(bytes, &issuer);
    }
}
