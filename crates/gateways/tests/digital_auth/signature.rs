//! Signing a document with the card.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use der::Decode;
use gateways::Outcome;
use gateways::digital_auth::{
    DigestForm, DigitalAuth, HttpDigitalAuth, SignedIn, ToSign, TransactionId, Wish,
};
use gateways::jose::DecryptionKey;

use crate::support::{Browser, World, now, settings};

const DOCUMENT: &[u8] = "氏名の変更の申請書".as_bytes();

async fn sign(world: &World, client: &HttpDigitalAuth, form: DigestForm) -> (SignedIn, TransactionId) {
    let transaction = client.offer(&ToSign::document(DOCUMENT, form)).await.answered().unwrap();
    let wish = Wish { sign: Some(transaction.clone()), ..Wish::default() };
    let start = client.start(&wish).await.answered().unwrap();
    let browser = Browser::new();
    let page = browser.sign_in(&start.go_to, world.sample("利用可").await).await;
    let signing = page.to.unwrap().to_string();
    let page = browser.get(&signing).await;
    let digest: String =
        ToSign::document(DOCUMENT, form).digest().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(page.text.contains(&digest), "what is signed is shown");
    let page = browser.post(&signing, &format!("pin={}", page.pin())).await;
    let accepted = start.pending.accept(page.callback(), now()).unwrap();
    assert_eq!(accepted.sign(), Some(&transaction));
    (client.finish(accepted).await.answered().unwrap(), transaction)
}

/// The signature holds over the document by the certificate's key, found by a library of its own.
fn assert_signed(certificate: &[u8], signature: &[u8]) {
    let certificate = x509_cert::Certificate::from_der(certificate).unwrap();
    let key = certificate.tbs_certificate().subject_public_key_info().subject_public_key.as_bytes().unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(DOCUMENT, signature).unwrap();
}

#[tokio::test]
async fn a_document_is_signed_and_the_result_is_for_us_alone() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    for form in [DigestForm::Sha256, DigestForm::DigestInfo] {
        let (signed_in, transaction) = sign(&world, &client, form).await;
        let signature = client.signature(&signed_in.access, &transaction).await.answered().unwrap();
        assert_signed(&signature.certificate, &signature.value);
    }
}

#[tokio::test]
async fn a_result_sealed_to_an_rsa_key_opens_too() {
    let world = World::of("digital-auth").await;
    let mut settings = settings(world.issuer(), "RP00000003");
    let key = aws_lc_rs::rsa::PrivateDecryptingKey::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let pkcs8 = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&key).unwrap();
    settings.opens = Some(DecryptionKey::from_pkcs8(pkcs8.as_ref()).unwrap());
    let client = HttpDigitalAuth::new(settings).unwrap();
    world.register("RP00000003", client.client_keys()).await;
    let (signed_in, transaction) = sign(&world, &client, DigestForm::Sha256).await;
    let signature = client.signature(&signed_in.access, &transaction).await.answered().unwrap();
    assert_signed(&signature.certificate, &signature.value);
}

#[tokio::test]
async fn a_signature_is_not_given_to_another_sign_in_or_another_key() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let (first, transaction) = sign(&world, &client, DigestForm::Sha256).await;
    let (second, other) = sign(&world, &client, DigestForm::Sha256).await;
    assert!(matches!(client.signature(&second.access, &transaction).await, Outcome::Refused { .. }));
    assert!(matches!(client.signature(&first.access, &other).await, Outcome::Refused { .. }));
    // The same client with another key to open: what comes cannot be read, and is no signature.
    let stranger = HttpDigitalAuth::new(settings(world.issuer(), "RP00000001")).unwrap();
    assert!(matches!(stranger.signature(&first.access, &transaction).await, Outcome::Unintelligible { .. }));
}

#[tokio::test]
async fn a_child_signs_nothing() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let today = world.nation.today();
    let child = world.nation.people().find(|person| {
        let age = today.year() - person.born.year();
        person.alive_on(today)
            && (4..13).contains(&age)
            && world.nation.resident(person.id).is_some_and(|r| r.status == country::ResidentStatus::Current)
    });
    let child = child.expect("a child").id;
    let transaction = client.offer(&ToSign::document(DOCUMENT, DigestForm::Sha256)).await.answered().unwrap();
    let start = client.start(&Wish { sign: Some(transaction), ..Wish::default() }).await.answered().unwrap();
    let browser = Browser::new();
    let page = browser.sign_in(&start.go_to, child).await;
    let page = browser.get(page.to.unwrap().as_str()).await;
    assert!(page.status == 403 && page.text.contains("署名用電子証明書はありません"), "{}", page.text);
}
