//! Time-stamps and the program `openssl`, in both directions: it asks and verifies, and it stamps.

use country::pki::{Signer, pem};
use country::systems::serve_one;
use gateways::hpki::{Roles, Signers, Unconfirmed, Validator};
use gateways::pki::{Anchors, Failure};
use gateways::transport::{Client, Peer, Question};
use jiff::{SignedDuration, Timestamp};

use crate::stage::{Stage, openssl};
use crate::stranger::{Stranger, info, tlv};

#[tokio::test(flavor = "multi_thread")]
async fn openssl_asks_and_verifies_the_reply() {
    let (stage, files) = (Stage::new(), Stranger::new());
    let simulator = serve_one(&stage.nation, "tsa").await.unwrap().unwrap();
    let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let ca = files.write("ca.pem", pem("CERTIFICATE", &stage.hpki.time_stamps().root()).as_bytes());
    let (data, other) = (files.write("data", b"a document"), files.write("other", b"another"));
    let (query, reply) = (files.at("query"), files.at("reply"));
    let ask = async |more: &[&str]| {
        let usual = ["ts", "-query", "-data", &data, "-out", &query];
        let (good, said) = openssl([&usual, more].concat());
        assert!(good, "{said}");
        let asked = std::fs::read(&query).unwrap();
        let answer = client.ask(&Question::post("", "application/timestamp-query", asked)).await;
        std::fs::write(&reply, answer.answered().unwrap().body).unwrap();
        openssl(["ts", "-reply", "-in", &reply, "-text"]).1
    };
    for digest in ["-sha256", "-sha384", "-sha512"] {
        let said = ask(&[digest, "-cert"]).await;
        assert!(said.contains("Status: Granted."), "{said}");
        assert!(said.contains("Accuracy: 0x01 seconds"), "{said}");
        let verify =
            |what: &[&str]| openssl([&["ts", "-verify", "-in", &reply, "-CAfile", &ca], what].concat());
        let (good, said) = verify(&["-queryfile", &query]);
        assert!(good && said.contains("Verification: OK"), "{said}");
        assert!(verify(&["-data", &data]).0);
        assert!(!verify(&["-data", &other]).0);
    }
    // Without its certificate, if that is not asked for; the verifier then brings it.
    assert!(ask(&["-sha256", "-no_nonce"]).await.contains("Status: Granted."));
    let refused = ask(&["-sha1"]).await;
    assert!(
        refused.contains("Status: Rejected.") && refused.contains("unrecognized or unsupported algorithm")
    );
    let refused = ask(&["-sha256", "-tspolicy", "1.2.3"]).await;
    assert!(refused.contains("the requested TSA policy is not supported"), "{refused}");
    for (kind, body, status) in
        [("application/timestamp-query", vec![0x30; 9], 200), ("text/plain", Vec::new(), 415)]
    {
        let answer = client.ask(&Question::post("", kind, body)).await.answered().unwrap();
        assert_eq!(answer.status, status);
        if status == 200 {
            std::fs::write(&reply, answer.body).unwrap();
            let (_, said) = openssl(["ts", "-reply", "-in", &reply, "-text"]);
            assert!(said.contains("transaction not permitted or supported"), "{said}");
        }
    }
}

#[test]
fn openssl_verifies_the_stamps_of_both_forms() {
    let (stage, files) = (Stage::new(), Stranger::new());
    let (doctor, root) = (stage.doctor(), stage.hpki.time_stamps().root());
    let ca = files.write("ca.pem", pem("CERTIFICATE", &root).as_bytes());
    let (data, token) = (files.at("data"), files.at("token"));
    let kept = |bytes: &[u8]| {
        let made = stage.hpki.time_stamps().stamp(bytes)?;
        std::fs::write(&data, bytes)?;
        std::fs::write(&token, &made)?;
        Ok(made)
    };
    let verified = || openssl(["ts", "-verify", "-data", &data, "-in", &token, "-token_in", "-CAfile", &ca]);
    let cms = stage.hpki.cms_stamped(&doctor, b"%PDF", false, &kept).unwrap();
    let (good, said) = verified();
    assert!(good, "{said}");
    stage.medical_stamped_by(std::slice::from_ref(&doctor), &kept);
    let (good, said) = verified();
    assert!(good, "{said}");
    // The document in CMS is one for openssl as well, and it sees the attribute.
    let chain = pem("CERTIFICATE", &stage.hpki.root()) + &pem("CERTIFICATE", &stage.hpki.issuing());
    let (chain, signed) = (files.write("chain.pem", chain.as_bytes()), files.write("signed.der", &cms));
    let usual = ["cms", "-verify", "-binary", "-inform", "DER", "-in", &signed, "-CAfile", &chain];
    let (good, said) = openssl([&usual[..], &["-purpose", "any"]].concat());
    assert!(good && said.contains("%PDF"), "{said}");
    let (_, said) = openssl(["cms", "-cmsout", "-print", "-inform", "DER", "-in", &signed]);
    assert!(said.contains("id-smime-aa-timeStampToken"), "{said}");
}

/// A stage whose documents the stranger stamps.
struct Foreign {
    stage: Stage,
    stranger: Stranger,
    doctor: Signer,
}

impl Foreign {
    fn new() -> Foreign {
        let (stage, stranger) = (Stage::new(), Stranger::new());
        stranger.unit("good", "good", "20");
        let doctor = stage.doctor();
        Foreign { stage, stranger, doctor }
    }

    fn validator(&self) -> Validator {
        let anchors = Anchors::new([self.stage.hpki.root().as_slice()]).unwrap();
        let roles = Signers::Health(Roles::listed().unwrap());
        let validator = Validator::new(roles, anchors, &[&self.stage.hpki.issuing()]).unwrap();
        validator.with_stamps(self.stranger.anchors())
    }

    /// A document in CMS with whatever `stamp` makes of its signature.
    fn stamped(&self, stamp: impl Fn(&[u8]) -> Vec<u8>) -> Result<Unconfirmed, Failure> {
        let cms =
            self.stage.hpki.cms_stamped(&self.doctor, b"%PDF", false, &|bytes| Ok(stamp(bytes))).unwrap();
        let found = self.validator().check_cms(&cms, None, self.stage.now())?;
        Ok(found.into_iter().next().unwrap())
    }

    /// Why the stamp is not believed.
    fn refused(&self, stamp: impl Fn(&[u8]) -> Vec<u8>) -> Failure {
        match self.stamped(stamp) {
            Err(Failure::TimeStamp(why)) => *why,
            other => panic!("{:?}", other.map(|found| found.signed().existed_by())),
        }
    }
}

#[test]
fn the_validator_reads_what_openssl_stamped() {
    let foreign = Foreign::new();
    let check = |naming: &str, digest: &str| {
        foreign.stranger.configure(naming);
        let found = foreign.stamped(|bytes| foreign.stranger.stamp("good", digest, bytes)).unwrap();
        let stamp = &found.signed().stamps[0];
        assert_eq!(stamp.policy, "1.3.6.1.4.1.32473.5.2");
        for moment in [stamp.time, stamp.existed_by] {
            assert!((moment - foreign.stage.now()).as_secs().abs() < 120);
        }
    };
    check("sha256", "-sha256");
    check("sha256", "-sha384");
    check("sha512", "-sha512");
    // ESSCertID, which RFC 3161 had alone.
    check("sha1", "-sha256");
    let sha_1 = foreign.refused(|bytes| foreign.stranger.sign("good", &info_of_sha_1(bytes), &["-cades"]));
    assert_eq!(sha_1, Failure::Algorithm("1.3.14.3.2.26".into()));
}

/// SignatureValue in the canonical form that holds where none is named: every namespace in scope is declared on it.
#[test]
fn a_stamp_in_xml_without_a_canonical_form_named() {
    let foreign = Foreign::new();
    let (stage, stranger) = (&foreign.stage, &foreign.stranger);
    let first = stage.medical_stamped_by(std::slice::from_ref(&foreign.doctor), &|_| Ok(b"TOKEN".to_vec()));
    let start = "<ds:SignatureValue>";
    let from = first.find(start).unwrap() + start.len();
    let value = &first[from..first.find("</ds:SignatureValue>").unwrap()];
    let canonical = format!(
        "<ds:SignatureValue xmlns=\"urn:shikaku:medical-certificate:1\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{value}</ds:SignatureValue>"
    );
    let method = "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>";
    let token = |bytes: &[u8]| {
        base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            stranger.stamp("good", "-sha256", bytes),
        )
    };
    let place = first.find("<xades:SignatureTimeStamp").unwrap();
    let (before, stamp) = first.split_at(place);
    let with = |stamp: &str| {
        let found = foreign.validator().check(format!("{before}{stamp}").as_bytes(), stage.now());
        found.map(|(_, signers)| signers[0].signed().stamps.len())
    };
    let stamp = stamp.replace(method, "").replace("VE9LRU4=", &token(canonical.as_bytes()));
    assert_eq!(with(&stamp), Ok(1));
    let bare = format!("<ds:SignatureValue>{value}</ds:SignatureValue>");
    let (from, to) = (stamp.find("TimeStamp>").unwrap() + 10, stamp.find("</xades:Encapsulated").unwrap());
    let other = format!("{}{}{}", &stamp[..from], token(bare.as_bytes()), &stamp[to..]);
    assert_eq!(with(&other), Err(Failure::TimeStamp(Box::new(Failure::Imprint))));
}

/// The moment of the stage, with seconds added, as TSTInfo has it.
fn moment(foreign: &Foreign, seconds: i64) -> String {
    let time = foreign.stage.now() + SignedDuration::from_secs(seconds);
    time.strftime("%Y%m%d%H%M%SZ").to_string()
}

#[test]
fn those_who_may_not_stamp_are_not_believed() {
    let foreign = Foreign::new();
    let stranger = &foreign.stranger;
    for unit in ["passed_over", "more", "none"] {
        stranger.unit(unit, unit, "20");
        let now = moment(&foreign, 0);
        let why = foreign.refused(|bytes| stranger.sign(unit, &info(bytes, &now, &[]), &["-cades"]));
        assert_eq!(why, Failure::KeyUsage, "{unit}");
    }
    // The same hand with a right certificate: what is refused above is the certificate.
    let now = moment(&foreign, 0);
    assert!(foreign.stamped(|bytes| stranger.sign("good", &info(bytes, &now, &[]), &["-cades"])).is_ok());
    // The root itself.
    let why = foreign.refused(|bytes| stranger.sign("root", &info(bytes, &now, &[]), &["-cades"]));
    assert_eq!(why, Failure::KeyUsage);
}

#[test]
fn what_is_said_must_be_possible() {
    let foreign = Foreign::new();
    let stranger = &foreign.stranger;
    let said = |seconds: i64, more: &[u8]| {
        let time = moment(&foreign, seconds);
        foreign.stamped(|bytes| stranger.sign("good", &info(bytes, &time, more), &["-cades"]))
    };
    let why = |seconds: i64, more: &[u8]| match said(seconds, more) {
        Err(Failure::TimeStamp(why)) => *why,
        other => panic!("{:?}", other.map(|found| found.signed().existed_by())),
    };
    assert_eq!(why(3_600, &[]), Failure::ProofFromLater);
    assert!(said(60, &[]).is_ok(), "clocks differ by minutes");
    assert_eq!(why(-86_400 * 400, &[]), Failure::IssuerNotValid, "before the root was made");
    // An extension that must be understood, and one that need not be.
    let extension = |critical: &[u8]| {
        let parts = [tlv(6, &[0x2A, 3, 4]), critical.to_vec(), tlv(4, &[5, 0])].concat();
        tlv(0xA1, &tlv(0x30, &parts))
    };
    assert_eq!(why(0, &extension(&tlv(1, &[0xFF]))), Failure::CriticalExtension("1.2.3.4".into()));
    assert!(said(0, &extension(&[])).is_ok());
    // A name that is not the certificate's.
    let attribute = tlv(0x30, &[tlv(6, &[0x55, 4, 3]), tlv(0x0C, b"Somebody")].concat());
    let name = tlv(0xA0, &tlv(0xA4, &tlv(0x30, &tlv(0x31, &attribute))));
    assert_eq!(why(0, &name), Failure::SigningCertificate);
    // An accuracy of a century: existed by now, not by then.
    let century = tlv(0x30, &tlv(2, &[0x7F, 0xFF, 0xFF, 0xFF]));
    let found = said(0, &century).unwrap();
    assert!(found.signed().existed_by().unwrap() <= foreign.stage.now());
    // Something after the end, a second version, no moment.
    assert_eq!(why(0, &tlv(0x04, &[])), Failure::Malformed("time-stamp"));
    let odd =
        |time: &str| foreign.refused(|bytes| stranger.sign("good", &info(bytes, time, &[]), &["-cades"]));
    assert_eq!(odd("20261131000000Z"), Failure::Malformed("time-stamp"));
    assert_eq!(odd("202611300000Z"), Failure::Malformed("time-stamp"));
}

#[test]
fn the_token_itself_must_be_whole() {
    let foreign = Foreign::new();
    let stranger = &foreign.stranger;
    let now = moment(&foreign, 0);
    let signed =
        |more: &[&str]| foreign.refused(|bytes| stranger.sign("good", &info(bytes, &now, &[]), more));
    assert_eq!(signed(&[]), Failure::SignedProperties("signingCertificate"));
    assert_eq!(signed(&["-noattr"]), Failure::SignedProperties("signedAttrs"));
    assert_eq!(signed(&["-cades", "-nocerts"]), Failure::NoCertificate);
    stranger.unit("another", "good", "20");
    let another = stranger.at("another.pem");
    assert_eq!(signed(&["-cades", "-certfile", &another]), Failure::Stray("certificates of others"));
    let root = stranger.at("root.pem");
    let whole = foreign
        .stamped(|bytes| stranger.sign("good", &info(bytes, &now, &[]), &["-cades", "-certfile", &root]));
    assert!(whole.is_ok(), "the authority's own may come along");
    // Two who stamp; a document instead of a time-stamp; nothing; too much.
    let (pem, key) = (stranger.at("another.pem"), stranger.at("another.key"));
    let two = ["-cades", "-signer", &pem, "-inkey", &key];
    assert_eq!(signed(&two), Failure::SeveralSigners);
    let document = foreign.stage.hpki.cms_signed(&foreign.doctor, b"%PDF", false).unwrap();
    assert_eq!(foreign.refused(|_| document.clone()), Failure::Malformed("CMS"));
    assert_eq!(foreign.refused(|_| tlv(0x30, &[])), Failure::Malformed("CMS"));
    assert_eq!(foreign.refused(|_| tlv(0x30, &[0; 65_000])), Failure::Malformed("CMS"));
    assert_eq!(foreign.refused(|_| tlv(0x30, &[0; 66_000])), Failure::TooLong);
}

/// The authority's list: RFC 3161 §4 says what becomes of stamps when their certificate is revoked.
#[tokio::test]
async fn a_revoked_authority() {
    let foreign = Foreign::new();
    let stranger = &foreign.stranger;
    let found = foreign.stamped(|bytes| stranger.stamp("good", "-sha256", bytes)).unwrap();
    let with = async |revoked: Option<(&str, Timestamp, &str)>| {
        let mut lists = foreign.stage.lists(&found).await;
        assert_eq!(lists.len(), 2, "the simulator knows nothing of the stranger");
        lists.push(stranger.list(revoked));
        found.clone().confirm(&lists).map(|_| ())
    };
    let stamped = found.signed().stamps[0].time;
    let at = |seconds: i64| stamped + SignedDuration::from_secs(seconds);
    let not_shown = found.clone().confirm(&foreign.stage.lists(&found).await).unwrap_err();
    assert!(matches!(&not_shown, Failure::TimeStamp(_)) && not_shown.is_lack_of_proof(), "{not_shown}");
    assert_eq!(with(None).await, Ok(()));
    let good = |revoked: Result<(), Failure>| match revoked {
        Ok(()) => true,
        Err(Failure::TimeStamp(why)) => {
            assert!(matches!(*why, Failure::Revoked { .. }), "{why}");
            false
        }
        Err(other) => panic!("{other}"),
    };
    for (reason, borne) in
        [("superseded", true), ("cessationOfOperation", true), ("keyCompromise", false), ("", false)]
    {
        assert_eq!(good(with(Some(("good", at(60), reason))).await), borne, "later: {reason}");
        assert!(!good(with(Some(("good", at(-60), reason))).await), "before: {reason}");
    }
}

/// TSTInfo whose imprint is SHA-1.
fn info_of_sha_1(bytes: &[u8]) -> Vec<u8> {
    let whole = info(bytes, "20260401000000Z", &[]);
    let sha_256 = [0x30, 0x0B, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    let place = whole.windows(sha_256.len()).position(|part| part == sha_256).unwrap();
    let imprint = [tlv(0x30, &tlv(6, &[0x2B, 0x0E, 3, 2, 0x1A])), tlv(4, &[0; 20])].concat();
    // Version and policy stand before the imprint, its two bytes of header included.
    let (before, after) = (&whole[2..place - 2], &whole[place + sha_256.len() + 34..]);
    tlv(0x30, &[before, &tlv(0x30, &imprint), after].concat())
}
