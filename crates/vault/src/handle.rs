//! What the rest of the program knows of a number: a handle that says nothing.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes of a handle.
pub(crate) const HANDLE_BYTES: usize = 16;
/// A handle as the tables have it.
pub(crate) type Handle = [u8; HANDLE_BYTES];

/// What is no handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("預けた番号の符号ではありません / not a handle of the vault: 32 hexadecimal digits")]
pub struct NotAHandle;

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Handle);

        impl $name {
            pub(crate) const fn new(handle: Handle) -> Self {
                Self(handle)
            }

            /// As it is stored: 16 bytes that mean nothing.
            #[must_use]
            pub const fn to_bytes(self) -> [u8; HANDLE_BYTES] {
                self.0
            }

            /// From the register's own table. Whether the vault knows it shows when it is used.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; HANDLE_BYTES]) -> Self {
                Self(bytes)
            }

            /// As hexadecimal digits.
            #[must_use]
            pub fn to_hex(self) -> String {
                hex(&self.0)
            }

            /// From 32 hexadecimal digits.
            ///
            /// # Errors
            /// [`NotAHandle`].
            pub fn from_hex(text: &str) -> Result<Self, NotAHandle> {
                unhex(text).map(Self).ok_or(NotAHandle)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.to_hex())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::from_hex(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

handle! {
    /// A 個人番号 that the vault holds for one case. Only the vault can open it; it tells nothing of the number, and the
    /// same number in another case has another handle.
    #[doc(alias = "預けた個人番号")]
    SealedNumber
}
handle! {
    /// A 住民票コード that the vault holds for one case, in the same way.
    #[doc(alias = "預けた住民票コード")]
    SealedCode
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('?'));
        }
        text
    })
}

/// Bytes of lower-case hexadecimal of exactly that length.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_goes_out_and_comes_back_and_prints_nothing() {
        let handle = SealedNumber::new([0xA7; 16]);
        let json = serde_json::to_string(&handle).unwrap();
        assert_eq!(json, format!("\"{}\"", "a7".repeat(16)));
        assert_eq!(serde_json::from_str::<SealedNumber>(&json).unwrap(), handle);
        assert_eq!(format!("{handle:?}"), "SealedNumber(…)");
        for wrong in ["", "a7", &"A7".repeat(16), &"g7".repeat(16), &"é".repeat(16)] {
            assert_eq!(SealedNumber::from_hex(wrong), Err(NotAHandle), "{wrong}");
        }
    }
}
