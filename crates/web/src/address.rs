//! Whose address a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::connections::Peer;
use crate::edge::Edge;

/// Whose address a request comes from: the other end of the connection, or what the proxy in front says of it. A proxy adds
/// its word at the end; what stands before may be anybody's.
pub(crate) fn address(parts: &Parts, behind_proxy: bool) -> IpAddr {
    let told = || {
        let all = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
        all.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || parts.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0.0.ip());
    let address = if behind_proxy { told().or_else(peer) } else { peer() };
    address.unwrap_or(Ipv4Addr::UNSPECIFIED.into())
}

/// Whose address a request comes from.
pub(crate) struct Address(pub IpAddr);

impl FromRequestParts<Edge> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Infallible> {
        Ok(Self(address(parts, edge.config.behind_proxy)))
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_the_proxy_in_front_is_believed() {
        let mut request = axum::http::Request::new(());
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static("198.51.100.9, 192.0.2.1"));
        request.extensions_mut().insert(ConnectInfo(Peer(SocketAddr::from(([127, 0, 0, 1], 1)))));
        let (parts, ()) = request.into_parts();
        assert_eq!(address(&parts, false), IpAddr::from([127, 0, 0, 1]));
        assert_eq!(
            address(&parts, true),
            IpAddr::from([192, 0, 2, 1]),
            "the client may have written the rest"
        );
    }
}
