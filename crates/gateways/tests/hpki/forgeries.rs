//! Documents that somebody changed, wrapped, or put together.

use gateways::pki::Failure;

use crate::stage::Stage;

#[test]
fn what_is_changed_is_not_accepted() {
    let stage = Stage::new();
    let (validator, now) = (stage.validator(false), stage.now());
    let xml = stage.medical(&[stage.doctor()]);
    let check = |xml: &str| validator.check(xml.as_bytes(), now).map(|_| ());
    assert_eq!(check(&xml), Ok(()));
    let other = |from: &str, to: &str| {
        assert!(xml.contains(from), "{from}");
        check(&xml.replacen(from, to, 1)).unwrap_err()
    };
    assert_eq!(other("異常なし", "異常あり"), Failure::Signature);
    assert_eq!(other("<Name>", "<Name Id=\"x\">"), Failure::Signature);
    assert!(matches!(
        other("SignedProperties1\"", "SignedProperties2\""),
        Failure::Signature | Failure::Malformed(_)
    ));
    assert_eq!(other("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha384"), Failure::Signature);
    assert_eq!(
        other(
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
        ),
        Failure::Algorithm("http://www.w3.org/2000/09/xmldsig#rsa-sha1".into())
    );
    assert!(matches!(
        other("xml-exc-c14n#\"></ds:Transform>", "xml-x\"></ds:Transform>"),
        Failure::Algorithm(_)
    ));
    // A reference to a file of the machine, to the net, to the whole.
    for uri in ["etc/passwd", "http://127.0.0.1:1/x", "", "#xpointer(/)"] {
        assert_eq!(
            other("URI=\"#Content\"", &format!("URI=\"{uri}\"")),
            Failure::NotCovered("only elements of the document")
        );
    }
    assert_eq!(
        other("<MedicalCertificate ", "<!DOCTYPE x []><MedicalCertificate "),
        Failure::Malformed("XML signature")
    );
    assert_eq!(
        other("</MedicalCertificate>", "<Extra/></MedicalCertificate>"),
        Failure::Stray("an element beside the content")
    );
    assert_eq!(
        other("</MedicalCertificate>", "word</MedicalCertificate>"),
        Failure::Stray("text or a comment between elements")
    );
}

#[test]
fn what_is_wrapped_is_not_accepted() {
    let stage = Stage::new();
    let (validator, now) = (stage.validator(false), stage.now());
    let xml = stage.medical(&[stage.doctor()]);
    let start = xml.find("<Content ").unwrap();
    let end = xml.find("</Content>").unwrap() + "</Content>".len();
    let content = &xml[start..end];
    let forged = content.replace("異常なし", "異常あり").replace("Id=\"Content\"", "Id=\"Other\"");
    // The signed content goes into the signature, another takes its place.
    let wrapped = xml
        .replace(content, &forged)
        .replace("</ds:Object>", &format!("</ds:Object><ds:Object>{content}</ds:Object>"));
    assert!(validator.check(wrapped.as_bytes(), now).is_err());
    // Two contents, one of them signed.
    assert!(validator.check(xml.replace(content, &format!("{forged}{content}")).as_bytes(), now).is_err());
    assert!(validator.check(xml.replace(content, &format!("{content}{forged}")).as_bytes(), now).is_err());
    // The same Id twice.
    let twice = content.replace("異常なし", "異常あり");
    assert!(validator.check(xml.replace(content, &format!("{twice}{content}")).as_bytes(), now).is_err());
    // The content without its signature, the signature of another document.
    let signature = &xml[end..xml.find("</MedicalCertificate>").unwrap()];
    assert_eq!(
        validator.check(xml.replace(signature, "").as_bytes(), now).map(|_| ()).unwrap_err(),
        Failure::NoSigner
    );
    let swapped = xml.replace("異常なし", "要精査");
    assert_eq!(validator.check(swapped.as_bytes(), now).map(|_| ()).unwrap_err(), Failure::Signature);
}

/// A byte changed anywhere: refused, or nothing of what is believed is different. (What passes are prefixes in namespace declarations that
/// repeat one further out: the canonical form leaves them away.)
#[test]
fn one_byte_changed_changes_nothing_that_is_believed() {
    let stage = Stage::new();
    let (validator, now) = (stage.validator(false), stage.now());
    let xml = stage.medical(&[stage.doctor()]).into_bytes();
    let said = |bytes: &[u8]| {
        let (document, signers) = validator.check(bytes, now).ok()?;
        let who: Vec<_> =
            signers.iter().map(|one| (one.signed().name.clone(), one.signed().roles.clone())).collect();
        Some((document, who))
    };
    let right = said(&xml).unwrap();
    let mut passed = Vec::new();
    for place in 0..xml.len() {
        for mask in [0x01, 0x20] {
            let mut copy = xml.clone();
            copy[place] ^= mask;
            if let Some(now_said) = said(&copy) {
                assert_eq!(now_said, right, "byte {place}");
                passed.push(place);
            }
        }
    }
    let around =
        |place: &usize| String::from_utf8_lossy(&xml[place.saturating_sub(12)..*place + 4]).into_owned();
    let where_: Vec<_> = passed.iter().map(around).collect();
    assert!(passed.len() < 40, "{} changes were let through: {where_:?}", passed.len());
}
