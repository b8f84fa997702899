//! Numbers as all of the formats write them.

/// An ASCII decimal without sign and without leading zeros, as tile paths, checkpoints and proofs write numbers.
pub(super) fn parse_decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    // `u64::from_str` would also take a plus sign.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| text.parse().ok()).flatten()
}
