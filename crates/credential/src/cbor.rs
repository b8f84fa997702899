//! A little CBOR (RFC 8949) on top of the library: maps whose keys are in the order of their encoding, and reading without surprises.

use coset::cbor::value::Value;

use crate::Fault;

/// The bytes of a value.
pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory does not fail, and no value of ours holds what CBOR cannot say.
    let written = coset::cbor::ser::into_writer(value, &mut bytes);
    debug_assert!(written.is_ok(), "a value of ours can be encoded");
    bytes
}

/// Containers inside each other, at most: ours need three.
const MAX_DEPTH: usize = 8;

/// Reads one value that takes all of the bytes.
pub(crate) fn decode(mut bytes: &[u8]) -> Result<Value, Fault> {
    let value = coset::cbor::de::from_reader_with_recursion_limit(&mut bytes, MAX_DEPTH)
        .map_err(|_| Fault::Malformed("the payload is not CBOR"))?;
    if bytes.is_empty() { Ok(value) } else { Err(Fault::Malformed("bytes after the payload")) }
}

/// A map read back: every key once.
pub(crate) struct Map(Vec<(Value, Value)>);

impl Map {
    /// The map of a value.
    pub(crate) fn of(value: Value) -> Result<Self, Fault> {
        let Value::Map(pairs) = value else { return Err(Fault::Malformed("not a map")) };
        let twice = pairs.iter().enumerate().any(|(index, (key, _))| {
            pairs.get(index + 1..).is_some_and(|rest| rest.iter().any(|(other, _)| other == key))
        });
        if twice { Err(Fault::Malformed("a key twice")) } else { Ok(Self(pairs)) }
    }

    /// Takes the value of a number as key.
    pub(crate) fn take(&mut self, key: i64) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| *k == Value::from(key))?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes the value of a word as key.
    pub(crate) fn take_word(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k.as_text() == Some(key))?;
        Some(self.0.swap_remove(at).1)
    }

    /// What is left: words with text.
    pub(crate) fn words(self) -> Vec<(String, String)> {
        self.0.into_iter().filter_map(|(k, v)| Some((k.into_text().ok()?, v.into_text().ok()?))).collect()
    }
}

/// A whole number.
pub(crate) fn whole(value: Option<Value>, what: &'static str) -> Result<i64, Fault> {
    let number = value.as_ref().and_then(Value::as_integer).and_then(|n| i64::try_from(n).ok());
    number.ok_or(Fault::Malformed(what))
}

/// A text.
pub(crate) fn text(value: Option<Value>, what: &'static str) -> Result<String, Fault> {
    value.and_then(|v| v.into_text().ok()).ok_or(Fault::Malformed(what))
}
