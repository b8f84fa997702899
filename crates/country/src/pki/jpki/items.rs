//! The four items in a signing certificate.

use super::Items;
use crate::pki::certificate as x509;
use crate::pki::der::{Der, oid, sequence, tagged, utf8};
use crate::pki::jis::substituted;
use crate::{Day, Sex};

/// subjectAltName: six otherName, in the order of real certificates \[O\]: birth date before name's map.
pub(super) fn four_items(items: &Items) -> Der {
    let (name, name_map) = substituted(&items.name);
    let (address, address_map) = substituted(&items.address);
    let values = [
        ("1", name.as_str()),
        ("4", &era_date(items.born)),
        (
            "3",
            match items.sex {
                Sex::Male => "1",
                Sex::Female => "2",
            },
        ),
        ("5", &address),
        ("2", &name_map),
        ("6", &address_map),
    ];
    let names = values.map(|(last, value)| {
        let id = oid(&format!("1.2.392.200149.8.5.5.{last}"));
        // [0] IMPLICIT OtherName: the identifier and [0] EXPLICIT value
        tagged(0, &[id, tagged(0, &utf8(value))].concat())
    });
    x509::extension(x509::SUBJECT_ALT_NAME, false, &sequence(names))
}

/// `EYYYYMMDD`: the era's number, then the date by the Gregorian calendar.
fn era_date(day: Day) -> String {
    /// First days of Meiji's successors; Meiji is 1.
    const ERAS: [Day; 4] =
        [Day::of(1912, 7, 30), Day::of(1926, 12, 25), Day::of(1989, 1, 8), Day::of(2019, 5, 1)];
    let era = 1 + ERAS.iter().filter(|first| **first <= day).count();
    let (year, month, day) = day.parts();
    format!("{era}{year:04}{month:02}{day:02}")
}
