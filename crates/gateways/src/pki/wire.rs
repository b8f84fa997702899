//! Reading DER value by value, keeping the bytes as they came.

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, ErrorKind, Reader, SliceReader, Tag};
use jiff::Timestamp;

use super::{Failure, Form};

/// What cannot be read; the caller says of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) Form);

impl Unreadable {
    /// The failure to read something that is called so.
    pub(crate) fn as_of(self, what: &'static str) -> Failure {
        match self.0 {
            Form::Ber => Failure::Ber(what),
            Form::Other => Failure::Malformed(what),
        }
    }
}

/// Not the structure that it should be.
pub(crate) const OTHER: Unreadable = Unreadable(Form::Other);

impl From<der::Error> for Unreadable {
    fn from(error: der::Error) -> Self {
        match error.kind() {
            ErrorKind::IndefiniteLength | ErrorKind::Overlength => Self(Form::Ber),
            _ => OTHER,
        }
    }
}

pub(crate) type Read<T> = Result<T, Unreadable>;

/// One value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) tag: Tag,
    pub(crate) content: &'a [u8],
    /// Tag, length and content.
    pub(crate) whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// As a type of its own.
    pub(crate) fn decode<T: Decode<'a, Error = der::Error>>(&self) -> Read<T> {
        Ok(T::from_der(self.whole)?)
    }

    /// The values inside, if it has this tag.
    pub(crate) fn values_of(&self, tag: Tag) -> Read<Values<'a>> {
        if self.tag == tag { self.values() } else { Err(OTHER) }
    }

    /// The values inside, whatever its tag: for those that were taken by it.
    pub(crate) fn values(&self) -> Read<Values<'a>> {
        Values::of(self.content)
    }
}

/// Values one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Values<'a>(SliceReader<'a>);

impl<'a> Values<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Read<Self> {
        Ok(Self(SliceReader::new(bytes)?))
    }

    /// The values inside the one value that the bytes are.
    pub(crate) fn inside(bytes: &'a [u8], tag: Tag) -> Read<Self> {
        let mut outside = Self::of(bytes)?;
        let value = outside.take(tag)?;
        outside.end()?;
        value.values()
    }

    /// The next value.
    pub(crate) fn any(&mut self) -> Read<Value<'a>> {
        let tag = Tag::peek(&self.0)?;
        let whole = self.0.tlv_bytes()?;
        Ok(Value { tag, content: AnyRef::from_der(whole)?.value(), whole })
    }

    /// The next value, which must have this tag.
    pub(crate) fn take(&mut self, tag: Tag) -> Read<Value<'a>> {
        Some(self.any()?).filter(|value| value.tag == tag).ok_or(OTHER)
    }

    /// The next value if it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> Read<Option<Value<'a>>> {
        match self.0.peek_byte() {
            Some(_) if Tag::peek(&self.0)? == tag => self.any().map(Some),
            _ => Ok(None),
        }
    }

    /// The next value as a type of its own.
    pub(crate) fn decode<T: Decode<'a, Error = der::Error>>(&mut self) -> Read<T> {
        Ok(self.0.decode()?)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_finished()
    }

    /// There must be nothing left.
    pub(crate) fn end(self) -> Read<()> {
        Ok(self.0.finish()?)
    }

    /// All that is left.
    pub(crate) fn rest(mut self) -> Read<Vec<Value<'a>>> {
        let mut values = Vec::new();
        while !self.is_empty() {
            values.push(self.any()?);
        }
        Ok(values)
    }
}

/// `[number]` around something.
pub(crate) const fn tagged(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: der::TagNumber(number) }
}

/// `[number] IMPLICIT` of something primitive.
pub(crate) const fn tagged_primitive(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: false, number: der::TagNumber(number) }
}

/// A body, how it was signed, and the signature: the outside of certificates, lists and answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    pub(crate) body: Value<'a>,
    pub(crate) algorithm: Value<'a>,
    pub(crate) signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads the three parts; what follows them stays in `values`.
    pub(crate) fn take(values: &mut Values<'a>) -> Read<Self> {
        let (body, algorithm) = (values.take(Tag::Sequence)?, values.take(Tag::Sequence)?);
        let signature: BitStringRef<'a> = values.decode()?;
        Ok(Self { body, algorithm, signature: signature.as_bytes().ok_or(OTHER)? })
    }
}

/// The moment in a UTCTime or a GeneralizedTime.
pub(crate) fn moment(value: Value<'_>) -> Read<Timestamp> {
    let time: x509_cert::time::Time = value.decode()?;
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).map_err(|_| OTHER)?;
    Timestamp::from_second(seconds).map_err(|_| OTHER)
}
