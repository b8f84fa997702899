//! Papers that are signed files: checked when they come in, and as a source of the case that they were sent with.

use std::collections::BTreeMap;

use app::{ActOrder, AppError, Application, CaseKey, ErrorKind, NewPaper, PaperView};
use country::Scenario;
use country::pki::{DocumentKind, Hpki, PdfFormat, Signer, pdf_added_to, pdf_unsigned, pdf_with};
use registry::act::Act;
use registry::ids::CaseId;

use crate::new_licence::{applicant, items, nurse_applies};
use crate::support::{APPLICANT, Place, STRANGER, everywhere, on_both_engines};

on_both_engines!(
    a_signed_certificate_is_checked_and_stands_at_the_desk,
    a_bad_one_is_not_taken_and_its_sender_hears_why,
    characters_that_differ_are_for_a_person_to_see,
    a_signature_inside_a_pdf_is_checked_as_the_others_are,
    no_answer_about_a_certificate_is_no_answer,
    one_that_was_taken_back_meanwhile_is_sent_anew,
    one_that_was_taken_back_meanwhile_comes_by_post,
    a_school_signs_what_only_a_school_can_say,
    a_signer_whom_the_register_knows_must_have_been_free_to_practise,
);

pub(crate) const HPKI: &str = "hpki-signed-medical-certificate";
const MEDICAL: &str = "medical-certificate";
const PHYSICIAN: &str = "Medical Doctor";

/// A nurse to be, her application as far as the page of papers, and what she is called.
struct Begun {
    draft: CaseId,
    name: String,
    born: String,
}

async fn begun(place: &Place) -> Begun {
    let person = place.somebody();
    let who = applicant(place).await;
    let draft = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let changed = items(place, &person, "nurse");
    let (name, born) = (changed["name"].clone(), changed["birth-date"].clone());
    let ways = BTreeMap::from([(MEDICAL.to_owned(), HPKI.to_owned())]);
    let application = Application { changed, ways, ..Application::default() };
    let seen = place.app.show_draft(&who, draft).await.unwrap().version;
    place.app.save_draft(&who, draft, (&application, seen)).await.unwrap();
    Begun { draft, name, born }
}

/// A case that was sent with a signed certificate.
async fn sent(place: &Place) -> CaseKey {
    let person = place.somebody();
    let changed = items(place, &person, "nurse");
    nurse_applies(place, &person, changed).await.1
}

fn hpki(place: &Place) -> Hpki {
    Hpki::open(&place.nation).unwrap()
}

fn certificate(place: &Place, signer: &Signer, fields: &[(&str, &str)]) -> Vec<u8> {
    let signers = std::slice::from_ref(signer);
    hpki(place).document(DocumentKind::MedicalCertificate, fields, signers).unwrap().into_bytes()
}

async fn send(place: &Place, draft: CaseId, bytes: Vec<u8>) -> Result<PaperView, AppError> {
    let paper = NewPaper { document: MEDICAL.to_owned(), file_name: "診断書.xml".to_owned(), bytes };
    place.app.send_paper(&APPLICANT, draft, paper).await
}

/// A certificate about the person of an application, sent where another one was wanted.
pub(crate) async fn send_anew(place: &Place, key: CaseKey, signer: &Signer) {
    let who = applicant(place).await;
    let form = place.app.show_own_case(&who, key).await.unwrap().form;
    let said = |code: &str| form.changed[code].as_str();
    let bytes = certificate(place, signer, &[("Name", said("name")), ("BirthDate", said("birth-date"))]);
    let paper = NewPaper { document: HPKI.to_owned(), file_name: "診断書.xml".to_owned(), bytes };
    place.app.send_case_paper(&who, key, paper).await.unwrap();
    place.app.give_means(&who, key, (HPKI, None)).await.unwrap();
}

/// Which answer a source has in a case.
async fn answer(place: &Place, key: CaseKey, source: &str) -> Option<&'static str> {
    let view = place.app.show_case(&everywhere(), key).await.unwrap();
    view.answers.iter().find(|(known, _)| known == source).map(|(_, answer)| *answer)
}

/// What was looked at, in the words of the records.
async fn looks(place: &Place) -> Vec<String> {
    let mut reader = place.app.db().reader().await.unwrap();
    reader.query("SELECT request FROM disclosure", &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap()
}

async fn a_signed_certificate_is_checked_and_stands_at_the_desk(place: &Place) {
    let key = sent(place).await;
    place.work().await;
    assert_eq!(answer(place, key, HPKI).await, Some("agrees"));
    let view = place.app.show_own_case(&applicant(place).await, key).await.unwrap();
    let [signed] = view.signed.as_slice() else { unreachable!("{:?}", view.signed) };
    assert!(signed.good && signed.reasons.is_empty(), "{signed:?}");
    let physician = place.nation.resident(place.physician()).unwrap().name;
    assert_eq!(
        (signed.signer.as_str(), signed.roles.as_slice()),
        (physician.as_str(), &["医師".to_owned()][..])
    );
    assert!(signed.fields.is_empty(), "what it says is for the desk");
    let before = looks(place).await.len();
    let weighed = place.app.weigh_case(&everywhere(), key).await.unwrap();
    let finding = weighed.signed[0].fields.iter().find(|(name, _)| name.en == "Finding");
    assert_eq!(finding.unwrap().1, "異常なし");
    let after = looks(place).await;
    assert_eq!(after.len(), before + 1, "who reads it is recorded");
    assert!(after.contains(&format!("paper {}", key.id)));
    // What was sent to the register is sealed; what was found of it says nothing of the finding.
    let mut reader = place.app.db().reader().await.unwrap();
    let said =
        reader.query("SELECT said FROM case_record", &[], |row| Ok(row.bytes(0)?.to_vec())).await.unwrap();
    let finding = "異常なし".as_bytes();
    assert!(said.iter().all(|said| !said.windows(finding.len()).any(|window| window == finding)));
}

async fn a_bad_one_is_not_taken_and_its_sender_hears_why(place: &Place) {
    let Begun { draft, name, born } = begun(place).await;
    let fields = [("Name", name.as_str()), ("BirthDate", born.as_str()), ("Finding", "異常なし")];
    let [first, second, third] = place.grown_ups();
    let physician = Signer::health(first, PHYSICIAN);
    let good = certificate(place, &physician, &fields);
    let altered = String::from_utf8(good.clone()).unwrap().replacen("異常なし", "異常あり", 1).into_bytes();
    let unsigned = hpki(place).document(DocumentKind::MedicalCertificate, &fields, &[]).unwrap().into_bytes();
    let of = |name: &str, born: &str| certificate(place, &physician, &[("Name", name), ("BirthDate", born)]);
    let lost = Signer::health(third, PHYSICIAN);
    let taken_back = certificate(place, &lost, &fields);
    hpki(place).take_back(&lost).unwrap();
    place.nation.advance(1).unwrap();
    let bare = hpki(place).cms_signed(&physician, b"%PDF-1.7 what was found", true).unwrap();
    let bad: [(Vec<u8>, &str); 11] = [
        (bare, "電子署名だけ"),
        (certificate(place, &Signer::health(second, "Pharmacist"), &fields), "資格が"),
        (
            certificate(place, &Signer::School { name: "学校法人　架空学園".to_owned() }, &fields),
            "使えるものではありません",
        ),
        (taken_back, "失効"),
        (altered, "一致しません"),
        (unsigned, "電子署名がありません"),
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n".to_vec(), "電子署名がありません"),
        (of("別人　太郎", &born), "氏名が"),
        (of(&name, "1900-01-01"), "生年月日が"),
        (b"<html><body>x</body></html>".to_vec(), "読み取れません"),
        (vec![b'<'; 300 * 1024], "大きすぎます"),
    ];
    for (bytes, why) in bad {
        let refused = send(place, draft, bytes).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::BadInput, "{why}: {refused}");
        assert!(refused.for_person.contains(why), "{why}: {refused}");
        assert!(refused.for_person.contains("郵送又は持参"), "what to do instead: {refused}");
        assert!(refused.for_person_en.contains("by post"), "{}", refused.for_person_en);
    }
    assert_eq!(place.app.list_papers(&APPLICANT, draft).await.unwrap(), [], "nothing is kept");
    // The years go by, and with them the certificate.
    place.nation.advance(6 * 365).unwrap();
    let refused = send(place, draft, good).await.unwrap_err();
    assert!(refused.for_person.contains("有効期間"), "{refused}");
}

async fn characters_that_differ_are_for_a_person_to_see(place: &Place) {
    let key = sent(place).await;
    let who = applicant(place).await;
    let form = place.app.show_own_case(&who, key).await.unwrap().form;
    let physician = Signer::health(place.physician(), PHYSICIAN);
    // Without a date of birth nobody knows whose it is, and in CMS no machine reads what it says.
    let fields = [("Name", form.changed["name"].as_str())];
    let cms = hpki(place).cms_signed(&physician, b"%PDF-1.7 what was found", false).unwrap();
    for bytes in [certificate(place, &physician, &fields), cms] {
        let paper = NewPaper { document: HPKI.to_owned(), file_name: "診断書".to_owned(), bytes };
        place.app.send_case_paper(&who, key, paper).await.unwrap();
    }
    place.work().await;
    assert_eq!(answer(place, key, HPKI).await, Some("given"), "the last one that was sent");
    let seen = place.app.show_case(&everywhere(), key).await.unwrap();
    assert!(
        !seen.signed[0].good && seen.signed[0].reasons[0].ja.contains("機械で読めない"),
        "{:?}",
        seen.signed
    );
}

async fn a_signature_inside_a_pdf_is_checked_as_the_others_are(place: &Place) {
    const PAGE: [&str; 2] = ["診断書（架空）", "Finding：異常なし"];
    let Begun { draft, .. } = begun(place).await;
    let [first, second, third] = place.grown_ups();
    let physician = Signer::health(first, PHYSICIAN);
    let file = |signer: &Signer, format| {
        let stamps = hpki(place).time_stamps().clone();
        hpki(place).pdf_signed(signer, &PAGE, format, Some(&|bytes| stamps.stamp(bytes))).unwrap()
    };
    let good = file(&physician, PdfFormat::Pades);
    let (lost, expired) = (Signer::health(third, PHYSICIAN), Signer::health(second, PHYSICIAN));
    hpki(place).take_back(&lost).unwrap();
    place.nation.advance(1).unwrap();
    hpki(place).let_expire(&expired).unwrap();
    let bad: [(Vec<u8>, &str); 7] = [
        (pdf_added_to(good.clone(), &["Finding：異常あり"]), "受け取ったままのファイル"),
        (pdf_with(good.clone(), "異常なし", "異常あり"), "一致しません"),
        (pdf_unsigned(&PAGE), "電子署名がありません"),
        (file(&Signer::health(second, "Pharmacist"), PdfFormat::Adobe), "資格が"),
        (file(&expired, PdfFormat::Pades), "有効期間"),
        (file(&lost, PdfFormat::Pades), "失効"),
        ([&good[..good.len() / 2], b"%%EOF"].concat(), "電子署名がありません"),
    ];
    for (bytes, why) in bad {
        let refused = send(place, draft, bytes).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::BadInput, "{why}: {refused}");
        assert!(
            refused.for_person.contains(why) && refused.for_person.contains("郵送又は持参"),
            "{why}: {refused}"
        );
    }
    let locked = [&good[..], b"trailer<</Encrypt 5 0 R>>\n%%EOF\n"].concat();
    let refused = send(place, draft, locked).await.unwrap_err();
    assert!(refused.for_person.contains("パスワード"), "{refused}");
    assert_eq!(place.app.list_papers(&APPLICANT, draft).await.unwrap(), [], "nothing is kept");
    for bytes in [file(&physician, PdfFormat::Adobe), good] {
        let kept = send(place, draft, bytes).await.unwrap();
        assert!(kept.is_signed() && kept.media_type.starts_with("application/pdf"), "{kept:?}");
    }

    // In a case it is a source as the other files are; what it says a person reads.
    let key = sent(place).await;
    let who = applicant(place).await;
    let bytes = file(&physician, PdfFormat::Pades);
    let paper = NewPaper { document: HPKI.to_owned(), file_name: "診断書.pdf".to_owned(), bytes };
    place.app.send_case_paper(&who, key, paper).await.unwrap();
    place.work().await;
    assert_eq!(answer(place, key, HPKI).await, Some("given"));
    let seen = place.app.weigh_case(&everywhere(), key).await.unwrap();
    let [signed] = seen.signed.as_slice() else { unreachable!("{:?}", seen.signed) };
    let name = place.nation.resident(first).unwrap().name;
    assert_eq!(
        (signed.signer.as_str(), signed.roles[0].as_str(), signed.stamped),
        (name.as_str(), "医師", true)
    );
    assert!(signed.reasons[0].ja.contains("機械で読めない") && signed.fields.is_empty(), "{signed:?}");
}

async fn no_answer_about_a_certificate_is_no_answer(place: &Place) {
    place.nation.set_scenario(Scenario::from_toml("[systems.hpki.outage]\nretry_after = 60\n").unwrap());
    let key = sent(place).await;
    place.work().await;
    let who = applicant(place).await;
    let tells = place.app.show_own_case(&who, key).await.unwrap().tells;
    let asked = tells.iter().find(|told| told.stage == "asked").unwrap();
    assert!(asked.about.contains(&HPKI.to_owned()), "{asked:?}");
    assert!(asked.now.ja.contains("まだ回答がありません"), "{}", asked.now.ja);
    assert_eq!(answer(place, key, HPKI).await, None);
    place.nation.set_scenario(Scenario::default());
    place.work().await;
    assert_eq!(answer(place, key, HPKI).await, Some("agrees"), "asked again until there is an answer");
}

/// A case whose certificate was good when it was sent, and whose signer's own certificate was taken back before it was looked at again.
async fn taken_back_meanwhile(place: &Place, signer: &Signer) -> CaseKey {
    let key = sent(place).await;
    let who = applicant(place).await;
    hpki(place).take_back(signer).unwrap();
    place.nation.advance(1).unwrap();
    place.work().await;
    assert_eq!(answer(place, key, HPKI).await, Some("cannot-tell"), "it refuses nobody");
    let view = place.app.show_own_case(&who, key).await.unwrap();
    let means = view.tells.iter().find(|told| told.stage == "means").unwrap();
    assert_eq!(means.about, [HPKI, MEDICAL]);
    assert_eq!(view.posts, [MEDICAL]);
    assert!(view.signed[0].reasons[0].ja.contains("失効"), "{:?}", view.signed);
    key
}

async fn one_that_was_taken_back_meanwhile_is_sent_anew(place: &Place) {
    let [physician, other, _] = place.grown_ups().map(|id| Signer::health(id, PHYSICIAN));
    let key = taken_back_meanwhile(place, &physician).await;
    send_anew(place, key, &other).await;
    place.work().await;
    assert_eq!(answer(place, key, HPKI).await, Some("agrees"));
}

async fn one_that_was_taken_back_meanwhile_comes_by_post(place: &Place) {
    let key = taken_back_meanwhile(place, &Signer::health(place.physician(), PHYSICIAN)).await;
    let who = applicant(place).await;
    place.app.give_means(&who, key, (MEDICAL, None)).await.unwrap();
    let view = place.app.show_own_case(&who, key).await.unwrap();
    let paper = view.tells.iter().find(|told| told.stage == "paper").unwrap();
    assert_eq!(paper.about, [MEDICAL]);
    place.app.paper_came(&everywhere(), key, (MEDICAL.to_owned(), view.version)).await.unwrap();
    let tells = place.app.show_own_case(&who, key).await.unwrap().tells;
    assert!(tells.iter().all(|told| !["paper", "means"].contains(&told.stage)), "{tells:?}");
}

async fn a_school_signs_what_only_a_school_can_say(place: &Place) {
    const WAY: &str = "graduation-certificate-signed-by-school-corporation";
    const DOCUMENT: &str = "graduation-certificate";
    let person = place.somebody();
    let who = applicant(place).await;
    let keeper =
        place.app.rules().on(place.app.today()).authorities_of("certified-care-worker")[0].code.clone();
    let draft = place.app.start_new_licence(&who, ("certified-care-worker", &keeper), "").await.unwrap();
    let changed = items(place, &person, "certified-care-worker");
    let (name, born) = (changed["name"].clone(), changed["birth-date"].clone());
    let ways = BTreeMap::from([(DOCUMENT.to_owned(), WAY.to_owned())]);
    let application = Application { changed, ways, by_graduation: true, ..Application::default() };
    let seen = place.app.show_draft(&who, draft).await.unwrap().version;
    place.app.save_draft(&who, draft, (&application, seen)).await.unwrap();
    let fields = [("Name", name.as_str()), ("BirthDate", born.as_str()), ("Graduated", "2026-03-20")];
    let school = Signer::School { name: "学校法人　架空学園".to_owned() };
    let signed = |signer: &Signer, kind| {
        let bytes = hpki(place).document(kind, &fields, std::slice::from_ref(signer)).unwrap().into_bytes();
        NewPaper { document: DOCUMENT.to_owned(), file_name: "卒業証明書.xml".to_owned(), bytes }
    };
    let physician = Signer::health(place.physician(), PHYSICIAN);
    for (signer, kind) in [
        (&physician, DocumentKind::GraduationCertificate),
        (&physician, DocumentKind::MedicalCertificate),
        (&school, DocumentKind::MedicalCertificate),
    ] {
        let refused = place.app.send_paper(&APPLICANT, draft, signed(signer, kind)).await.unwrap_err();
        assert!(refused.for_person.contains("使えるものではありません"), "{refused}");
    }
    let kind = DocumentKind::GraduationCertificate;
    place.app.send_paper(&APPLICANT, draft, signed(&school, kind)).await.unwrap();
    let stranger = place.app.send_paper(&STRANGER, draft, signed(&school, kind)).await.unwrap_err();
    assert_eq!(stranger.kind, ErrorKind::NotFound);
}

async fn a_signer_whom_the_register_knows_must_have_been_free_to_practise(place: &Place) {
    let Begun { draft, name, born } = begun(place).await;
    let signer = place.physician();
    let own = place.nation.resident(signer).unwrap();
    let record = async |target: &str, act, items: &[(&str, &str)]| {
        let order = ActOrder {
            target: target.to_owned(),
            act,
            effective_on: "2015-04-10".parse().unwrap(),
            ground: "invented".to_owned(),
            items: items.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect(),
            seen_version: None,
            key: None,
        };
        place.app.record_act(&everywhere(), &order).await.unwrap().entry
    };
    let entry = [
        ("registration-number", "100"),
        ("name", own.name.as_str()),
        ("birth-date", own.birth.as_str()),
        ("registration-date", "2015-04-10"),
        ("sex", own.sex),
        ("domicile", "東京都"),
    ];
    let id = record("physician/JP", Act::NewRegistration, &entry).await;
    let numbered = |number: &str| {
        let fields = [("Name", name.as_str()), ("BirthDate", born.as_str()), ("SignerNumber", number)];
        certificate(place, &Signer::health(signer, PHYSICIAN), &fields)
    };
    let refused = send(place, draft, numbered("101")).await.unwrap_err();
    assert!(refused.for_person.contains("登録番号"), "nobody has that number: {refused}");
    send(place, draft, numbered("第100号")).await.unwrap();
    let looked = looks(place).await;
    assert!(looked.contains(&format!("signer of {HPKI}")), "the signer sees it: {looked:?}");
    record(&id, Act::PracticeSuspension, &[("practice-suspension", "2015-04-10/")]).await;
    let refused = send(place, draft, numbered("第100号")).await.unwrap_err();
    assert!(refused.for_person.contains("業務を行えません"), "{refused}");
}
