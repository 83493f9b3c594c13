//! Which `Host` a request may name, so that no foreign page can read the preview through a name that it points here.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// This machine's addresses on its networks, loopback left out.
pub fn addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let link_local = |address: &IpAddr| match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    interfaces
        .iter()
        .filter(|interface| !interface.is_loopback())
        .map(if_addrs::Interface::ip)
        .filter(|address| !link_local(address))
        .collect()
}

/// Whether the request names localhost or one of this machine's own addresses.
pub fn is_own(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        // HTTP/1.0 names no host; browsers always do.
        return true;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    if name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost") {
        return true;
    }
    match name.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || addresses().contains(&address),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_accepted() {
        for (host, own) in [
            ("localhost:1111", true),
            ("127.0.0.1:1111", true),
            ("[::1]:1111", true),
            ("127.0.0.1", true),
            ("evil.example", false),
            ("evil.example:1111", false),
            ("203.0.113.9:1111", false),
            ("localhost.evil.example", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(is_own(&headers), own, "{host}");
        }
    }
}
