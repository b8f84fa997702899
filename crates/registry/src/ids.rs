//! The identities of registers and entries.

use std::fmt;

use uuid::Uuid;

/// One register (籍・名簿・登録簿): a qualification kept by one authority.
///
/// The number is the first 31 bits of SHA-256 over `qualification/authority`: short in every key, the same in every
/// installation, and never a sequence. Two registers with one number would be refused when the second is made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[doc(alias = "籍")]
#[doc(alias = "名簿")]
#[doc(alias = "登録簿")]
pub struct RegisterId(i64);

impl RegisterId {
    /// The number of the register of `qualification` (a rule id) kept by `authority` (a code such as `JP-13`).
    #[must_use]
    pub fn of(qualification: &str, authority: &str) -> Self {
        let digest = crate::hash::sha256(&[qualification.as_bytes(), b"/", authority.as_bytes()]);
        let [a, b, c, d, ..] = digest;
        Self(i64::from(u32::from_be_bytes([a, b, c, d]) >> 1))
    }

    /// The number as the database holds it.
    #[must_use]
    pub const fn from_stored(number: i64) -> Self {
        Self(number)
    }

    /// The number for the database.
    #[must_use]
    pub const fn stored(self) -> i64 {
        self.0
    }
}

/// One entry (登録): a UUIDv7, so that new entries of a register lie behind the older ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId([u8; 16]);

impl EntryId {
    /// A UUIDv7 (RFC 9562 §5.7) from Unix milliseconds and ten random bytes.
    #[must_use]
    pub fn new(unix_millis: u64, mut random: [u8; 10]) -> Self {
        // The highest bit of the random tail stays free, so that counting up from here cannot overflow.
        if let Some(byte) = random.get_mut(2) {
            *byte &= 0x1F;
        }
        Self(*uuid::Builder::from_unix_timestamp_millis(unix_millis, &random).into_uuid().as_bytes())
    }

    /// The `index`-th id after this one: the random tail (62 bits) counted up. Entries that are written together
    /// are numbered so, and lie together in every index.
    #[must_use]
    pub fn following(self, index: u64) -> Self {
        let whole = u128::from_be_bytes(self.0);
        let tail = (whole & 0x3FFF_FFFF_FFFF_FFFF).wrapping_add(u128::from(index)) & 0x3FFF_FFFF_FFFF_FFFF;
        Self(((whole & !0x3FFF_FFFF_FFFF_FFFF) | tail).to_be_bytes())
    }

    /// How many ids lie between `first` and this one, when both were made by [`Self::following`] of the same id.
    #[must_use]
    pub fn distance_from(self, first: Self) -> Option<u64> {
        let distance = u128::from_be_bytes(self.0).checked_sub(u128::from_be_bytes(first.0))?;
        u64::try_from(distance).ok()
    }

    /// From the 16 bytes that the database holds; `None` when there are not 16.
    #[must_use]
    pub fn from_stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes for the database.
    #[must_use]
    pub const fn stored(&self) -> &[u8; 16] {
        &self.0
    }

    /// Parses the hyphenated form that pages and programs use.
    ///
    /// # Errors
    /// When the text is no UUID.
    pub fn parse(text: &str) -> Result<Self, NotAnEntryId> {
        Uuid::try_parse(text)
            .map(|u| Self(*u.as_bytes()))
            .map_err(|_| NotAnEntryId(text.chars().take(60).collect()))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Uuid::from_bytes(self.0).hyphenated().fmt(f)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an entry's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("登録の ID の形ではありません: {0} / not an entry id: {0}")]
pub struct NotAnEntryId(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_in_order_and_keep_their_version_bits() {
        let first = EntryId::new(1_700_000_000_000, [0xFF; 10]);
        let next = first.following(1);
        assert!(next > first);
        let uuid = Uuid::from_bytes(*next.stored());
        assert_eq!(uuid.get_version_num(), 7);
        assert_eq!(EntryId::parse(&next.to_string()), Ok(next));
        assert!(EntryId::parse("123").is_err());
    }

    #[test]
    fn a_register_has_one_number_everywhere() {
        let a = RegisterId::of("nurse", "JP");
        assert_eq!(a, RegisterId::of("nurse", "JP"));
        assert_ne!(a, RegisterId::of("nurse", "JP-01"));
        assert!(a.stored() >= 0);
    }
}
