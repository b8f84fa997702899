//! Whatever is encoded is read back; whatever bytes come, there is an answer.

use aws_lc_rs::rand::SystemRandom;
use credential::{
    Credential, Kind, Status, StatusList, StatusPlace, code_of, fuzz_code, fuzz_status_list, link_of, verify,
};
use proptest::prelude::*;

use crate::support::{LIST, NOW, fresh_key, published, signed};

prop_compose! {
    fn credentials()(
        printed: bool,
        texts in prop::collection::vec("\\PC{0,40}", 4),
        shown in prop::sample::subsequence(vec!["CU", "RD", "RN", "UB", "UF", "UL", "UN", "US", "XM"], 0..=9),
        value in "\\PC{0,60}",
        life in 1_i64..100_000_000,
        index in 0..=Status::MAX_INDEX,
    ) -> Credential {
        let [qualification, qualification_name, authority_name, issued_on] =
            <[String; 4]>::try_from(texts).unwrap();
        Credential {
            kind: if printed { Kind::Printed } else { Kind::Screen },
            qualification, qualification_name, authority_name, issued_on,
            items: shown.into_iter().map(|key| (key.to_owned(), value.clone())).collect(),
            issued_at: NOW,
            expires_at: NOW + life,
            status: StatusPlace { list: LIST.to_owned(), index },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_credential_is_read_back(credential in credentials()) {
        let key = fresh_key();
        let code = signed(&credential, &key);
        let read = code_of(&link_of("https://register.example/check", &code));
        // What is too much for a QR code is refused by its reader.
        if let Ok(read) = read {
            prop_assert_eq!(verify(&read, &published(&key), NOW).unwrap().credential, credential);
        }
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        fuzz_code(&bytes);
        fuzz_status_list(&bytes);
    }

    #[test]
    fn a_good_code_with_any_byte_changed_has_an_answer(at in 0_usize..300, to: u8) {
        let key = fresh_key();
        let mut code = signed(&crate::support::nurse(), &key);
        let at = at % code.len();
        prop_assume!(code[at] != to);
        code[at] = to;
        fuzz_code(&code);
        prop_assert!(verify(&code, &published(&key), NOW).is_err());
    }

    #[test]
    fn marks_stand_where_they_were_set(marks in prop::collection::btree_map(0..=Status::MAX_INDEX, 0_u8..4, 0..200)) {
        let status = |n: u8| Status::of_code(["valid", "ended", "suspended", "replaced"][usize::from(n)]).unwrap();
        let list = StatusList::new(LIST, (NOW, 600), marks.iter().map(|(at, n)| (*at, status(*n))));
        let key = fresh_key();
        let read = StatusList::read(&list.sign(&key, &SystemRandom::new()).unwrap(), &published(&key)).unwrap();
        prop_assert_eq!(&read, &list);
        for (at, n) in marks {
            prop_assert_eq!(read.get(at), Some(status(n)));
        }
    }
}
