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

/// A kind of id: a UUIDv7 in 16 bytes, so that new ones lie behind the older ones.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A UUIDv7 (RFC 9562 §5.7) from Unix milliseconds and ten random bytes.
            #[must_use]
            pub fn new(unix_millis: u64, random: [u8; 10]) -> Self {
                Self(uuid_v7(unix_millis, random))
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
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text)
                    .map(|u| Self(*u.as_bytes()))
                    .map_err(|_| NotAnId(text.chars().take(60).collect()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

id! {
    /// One entry (登録).
    EntryId
}
id! {
    /// One holder (資格保有者): a person whose entry was linked to them. It is neither the account of a portal nor the code of
    /// any institution, and says nothing of a 個人番号.
    HolderId
}
id! {
    /// One case (案件): an application, a notification or an act ex officio on its way.
    CaseId
}

id! {
    /// One request to link an entry to a person (初期設定の申請).
    #[doc(alias = "初期設定の申請")]
    LinkRequestId
}

id! {
    /// One batch of proposed deletions (職権消除の案), decided upon as a whole.
    DeletionBatchId
}

fn uuid_v7(unix_millis: u64, mut random: [u8; 10]) -> [u8; 16] {
    // The highest bit of the random tail stays free, so that counting up from here cannot overflow.
    if let Some(byte) = random.get_mut(2) {
        *byte &= 0x1F;
    }
    *uuid::Builder::from_unix_timestamp_millis(unix_millis, &random).into_uuid().as_bytes()
}

impl EntryId {
    /// Before every id that is given.
    pub const LEAST: Self = Self([0; 16]);

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
}

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ID の形ではありません: {0} / not an id: {0}")]
pub struct NotAnId(pub String);

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
