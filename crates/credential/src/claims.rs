//! What a code says.

use coset::cbor::value::Value;
use registry::item::EntryItem;

use crate::cbor::{self, Map};
use crate::{Fault, Status};

/// Claims of RFC 8392 and of the Token Status List by their numbers.
const EXPIRES: i64 = 4;
const ISSUED: i64 = 6;
const STATUS: i64 = 65_535;
/// A text of an entry, at most, in bytes: longer than any name that a register holds.
const MAX_TEXT: usize = 400;

/// A code on a screen, which lives for seconds, or one on paper, which says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Shown on the holder's screen; renewed while it is shown.
    Screen,
    /// On a sheet.
    Printed,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Screen, Self::Printed];

    /// The word in the code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Printed => "printed",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where the list stands that may take a code back, and the code's place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusPlace {
    /// The list's address: a path on the site that issues (`/status/…`).
    pub list: String,
    /// The place.
    pub index: u32,
}

/// A digital certificate: one qualification of one person, with the items that the holder chose to show.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias = "デジタル資格者証")]
pub struct Credential {
    /// On a screen or on paper.
    pub kind: Kind,
    /// The qualification by its id in the rules (`CI`).
    pub qualification: String,
    /// Its name (`CN`).
    pub qualification_name: String,
    /// Who keeps the register (`IA`).
    pub authority_name: String,
    /// The day of issue in Japan (`ID`).
    pub issued_on: String,
    /// What is shown, by the two-letter keys of [`shown_key`], in their order.
    pub items: Vec<(String, String)>,
    /// Unix seconds.
    pub issued_at: i64,
    /// Unix seconds; from then on the code shows nothing.
    pub expires_at: i64,
    /// Where it may be taken back.
    pub status: StatusPlace,
}

/// Items that a code can show, and their keys. The first four are those of the national system; the others are ours.
const KEYS: [(EntryItem, &str); 9] = [
    (EntryItem::Name, "UN"),
    (EntryItem::Born, "UB"),
    (EntryItem::Number, "RN"),
    (EntryItem::RegisteredOn, "RD"),
    (EntryItem::Sex, "US"),
    (EntryItem::Domicile, "UL"),
    (EntryItem::FormerName, "UF"),
    (EntryItem::ExamMonth, "XM"),
    (EntryItem::CertificateUntil, "CU"),
];

/// The two-letter key of an item; none: a code does not show it.
#[must_use]
pub fn shown_key(item: EntryItem) -> Option<&'static str> {
    KEYS.iter().find(|(own, _)| *own == item).map(|(_, key)| *key)
}

impl Credential {
    /// What it shows of an item.
    #[must_use]
    pub fn shown(&self, item: EntryItem) -> Option<&str> {
        let key = shown_key(item)?;
        self.items.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    /// The payload: a map, its keys in the order of their encoding.
    pub(crate) fn payload(&self) -> Vec<u8> {
        let place = vec![
            (Value::from("idx"), Value::from(self.status.index)),
            (Value::from("uri"), Value::from(self.status.list.as_str())),
        ];
        let mut words = vec![
            ("CI", self.qualification.as_str()),
            ("CN", &self.qualification_name),
            ("DT", self.kind.code()),
            ("IA", &self.authority_name),
            ("ID", &self.issued_on),
        ];
        words.extend(self.items.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        words.sort_unstable();
        let mut pairs = vec![
            (Value::from(EXPIRES), Value::from(self.expires_at)),
            (Value::from(ISSUED), Value::from(self.issued_at)),
            (Value::from(STATUS), Value::Map(vec![(Value::from("status_list"), Value::Map(place))])),
        ];
        pairs.extend(words.into_iter().map(|(key, value)| (Value::from(key), Value::from(value))));
        cbor::encode(&Value::Map(pairs))
    }

    /// Reads a payload.
    pub(crate) fn read(payload: &[u8]) -> Result<Self, Fault> {
        let mut map = Map::of(cbor::decode(payload)?)?;
        let expires_at = cbor::whole(map.take(EXPIRES), "no expiry")?;
        let issued_at = cbor::whole(map.take(ISSUED), "no time of issue")?;
        let mut status = Map::of(map.take(STATUS).ok_or(Fault::Malformed("no status"))?)?;
        let mut place = Map::of(status.take_word("status_list").ok_or(Fault::Malformed("no status list"))?)?;
        let index = cbor::whole(place.take_word("idx"), "no place in the list")?;
        let list = cbor::text(place.take_word("uri"), "no address of the list")?;
        let kind = Kind::of_code(&cbor::text(map.take_word("DT"), "no kind")?)
            .ok_or(Fault::Malformed("unknown kind"))?;
        let mut word = |key, what| cbor::text(map.take_word(key), what);
        let (qualification, qualification_name) =
            (word("CI", "no qualification")?, word("CN", "no name of the qualification")?);
        let (authority_name, issued_on) = (word("IA", "no authority")?, word("ID", "no day of issue")?);
        let mut items = map.words();
        items.retain(|(key, _)| KEYS.iter().any(|(_, own)| own == key));
        items.sort_unstable();
        let credential = Self {
            kind,
            qualification,
            qualification_name,
            authority_name,
            issued_on,
            items,
            issued_at,
            expires_at,
            status: StatusPlace {
                list,
                index: u32::try_from(index).map_err(|_| Fault::Malformed("no place in the list"))?,
            },
        };
        credential.check()?;
        Ok(credential)
    }

    fn check(&self) -> Result<(), Fault> {
        let own = [&self.qualification, &self.qualification_name, &self.authority_name, &self.issued_on];
        let texts = own.into_iter().chain(self.items.iter().map(|(_, value)| value));
        if texts.chain([&self.status.list]).any(|text| text.len() > MAX_TEXT) {
            return Err(Fault::Malformed("a text is too long"));
        }
        if self.expires_at <= self.issued_at {
            return Err(Fault::Malformed("it expires before it is issued"));
        }
        if self.status.index > Status::MAX_INDEX {
            return Err(Fault::Malformed("no place in the list"));
        }
        Ok(())
    }
}
