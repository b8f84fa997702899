//! Whatever bytes come: the readers refuse them, and never panic. The same entries are fuzzed in `fuzz/`.

use std::sync::LazyLock;

use country::pki::{DocumentKind, Hpki, PdfFormat, Signer};
use gateways::{hpki, pki};
use proptest::prelude::*;

use crate::stage::Stage;

/// Good ones of each kind, to be spoiled.
static GOOD: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let stage = Stage::new();
    let person = stage.somebody();
    let hpki = Hpki::open(&stage.nation).unwrap();
    let doctor = Signer::health(person, "Medical Doctor");
    let xml = hpki
        .document(DocumentKind::MedicalCertificate, &[("Name", "架空")], std::slice::from_ref(&doctor))
        .unwrap();
    vec![
        stage.cards.signing_certificate(person).unwrap(),
        stage.cards.cms_signed(person, b"content", false).unwrap(),
        hpki.certificate(&doctor).unwrap(),
        xml.into_bytes(),
        hpki.time_stamps().stamp(b"content").unwrap(),
        hpki.pdf_signed(&doctor, &["架空"], PdfFormat::Pades, None).unwrap(),
        hpki.cms_stamped(&doctor, b"content", false, &|bytes| hpki.time_stamps().stamp(bytes)).unwrap(),
    ]
});

fn read_by_all(bytes: &[u8]) {
    pki::fuzz_certificate(bytes);
    pki::fuzz_cms(bytes);
    pki::fuzz_ocsp(bytes);
    pki::fuzz_crl(bytes);
    pki::fuzz_time_stamp(bytes);
    hpki::fuzz_document(bytes);
    hpki::fuzz_pdf(bytes);
    hpki::fuzz_roles(bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_by_all(&bytes);
    }

    #[test]
    fn spoiled_ones_are_refused(
        which in 0_usize..7,
        cut in any::<prop::sample::Index>(),
        end in any::<prop::sample::Index>(),
        put in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        let good = &GOOD[which];
        let (a, b) = (cut.index(good.len()), end.index(good.len()));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 8));
        let spoiled = [&good[..from], &put, &good[to..]].concat();
        read_by_all(&spoiled);
    }
}
