//! The page on which an application is corrected: it shows what was typed and what is asked, keeps what was typed where something is wrong,
//! and goes on with the same case.

use std::collections::BTreeMap;

use app::{Applying, CaseKey};

use crate::case_pages::licence_asked_for;
use crate::client::Answer;
use crate::site::{Files, Person, Site};
use crate::support::{APPLICANT, Place, everywhere, on_both_engines};

on_both_engines!(
    the_page_shows_what_was_typed_and_goes_on_when_it_is_right,
    what_is_wrong_stands_at_its_field_and_what_was_typed_stays,
);

const ASKED: &str = "欠格事由の申述を<確かめて>ください。";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n%%EOF\n";

fn who() -> Applying {
    Applying { account: APPLICANT, holder: None }
}

/// An application for a nurse's licence in which it was declared that no ground of disqualification applies; the officer asks about it.
async fn asked_for(place: &Place) -> CaseKey {
    let key = licence_asked_for(place, &who()).await;
    let seen = place.app.show_case(&everywhere(), key).await.unwrap().version;
    place.app.ask_supplement(&everywhere(), key, (vec![ASKED.to_owned()], seen)).await.unwrap();
    place.work().await;
    key
}

/// What a browser sends of the page: what was sent before, and what is typed over it.
async fn posts(
    place: &Place,
    (site, person, key): (&Site, &Person, CaseKey),
    typed: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let form = place.app.show_own_case(&who(), key).await.unwrap().form;
    let mut fields: BTreeMap<String, String> = form.changed.clone();
    fields.insert("person".to_owned(), form.person.clone());
    fields.insert("exam_month".to_owned(), form.exam.month.clone());
    fields.insert("exam_place".to_owned(), form.exam.place.clone());
    fields.insert("exam_number".to_owned(), form.exam.number.clone());
    fields.extend(form.ways.iter().map(|(document, way)| (format!("way-{document}"), way.clone())));
    for (code, declared) in &form.declared {
        fields.insert(code.clone(), if declared.yes { "yes" } else { "no" }.to_owned());
        fields.insert(format!("{code}-words"), declared.words.clone());
    }
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let address = format!("/portal/cases/{}/supplement", key.address());
    site.post_files(person, &address, &Files { fields: &fields, files }).await
}

/// The part of a page from one text to another.
fn part<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page.split(from).nth(1).unwrap_or_else(|| panic!("{from} is not in {page}"));
    rest.split(to).next().unwrap()
}

fn is_checked(page: &str, field: &str, answer: &str) -> bool {
    part(page, &format!("name=\"{field}\" value=\"{answer}\""), ">").contains("checked")
}

async fn the_page_shows_what_was_typed_and_goes_on_when_it_is_right(place: &Place) {
    let key = asked_for(place).await;
    let site = Site::of(&place.app).await;
    let (nurse, officer) = (site.applicant().await, site.officer("sato", "JP").await);
    let (case, desk) = (format!("/portal/cases/{}", key.address()), format!("/desk/cases/{}", key.address()));
    let address = format!("{case}/supplement");
    let own = site.page(&nurse, &case).await;
    assert!(own.contains(&address), "the case leads to it");
    let content = part(&own, "id=\"changes\"", "</table>");
    assert!(content.contains("当たらない") && content.contains(">事情<"), "what was declared: {content}");
    let page = site.page(&nurse, &address).await;
    assert!(page.contains("欠格事由の申述を") && !page.contains(ASKED), "{page}");
    let form = place.app.show_own_case(&who(), key).await.unwrap().form;
    for (code, typed) in form.changed.iter().filter(|(code, _)| *code != "sex") {
        assert!(
            part(&page, &format!("id=\"{code}\""), ">").contains(&format!("value=\"{typed}\"")),
            "{code}"
        );
    }
    assert!(is_checked(&page, "disqualification", "no") && !is_checked(&page, "disqualification", "yes"));
    assert!(part(&page, "id=\"disqualification-words\"", "</textarea>").ends_with(">事情"), "{page}");
    // What is taken for a paper is what the picker offers for it.
    for (document, way) in &form.ways {
        let Some(rest) = page.split(&format!("id=\"file-{document}\"")).nth(1) else { continue };
        let accept = part(rest, "accept=\"", "\"");
        assert_eq!(accept.contains(".p7m"), way.starts_with("hpki-"), "{document}: {accept}");
    }
    assert!(part(&page, "id=\"file\"", ">").contains(".p7m"), "a signed file may be added as well");
    assert!(!page.contains(".p7s"), "a signature alone is not taken, and not offered");
    let besides = part(&page, "id=\"file-hint\"", "</p>");
    assert!(
        besides.contains("電子署名のあるPDFは") && besides.contains("診断書"),
        "where it belongs: {besides}"
    );
    assert!(site.page(&officer, &desk).await.contains("当たらない"), "the desk reads what was declared");

    let corrected =
        [("disqualification", "yes"), ("disqualification-words", "罰金の刑に処せられた"), ("do", "send")];
    let answer = posts(place, (&site, &nurse, key), &corrected, &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, case.as_str()), "{}", answer.body);
    place.work().await;
    let shown = site.page(&officer, &desk).await;
    let lines = part(&shown, "id=\"corrections\"", "</table>").replace("<mark>", "").replace("</mark>", "");
    for words in
        ["欠格事由に当たるかどうか", "当たらない", "当たるものがある", "事情", "罰金の刑に処せられた"]
    {
        assert!(lines.contains(words), "{words}: {lines}");
    }
    assert!(!lines.contains("氏名"), "and nothing that stayed: {lines}");
    let declared = part(&shown, "id=\"declared\"", "</table>");
    assert!(declared.contains("当たるものがある") && !declared.contains("当たらない"), "{declared}");
    let own = site.page(&nurse, &format!("{case}?lang=en")).await;
    let content = part(&own, "id=\"changes\"", "</table>");
    assert!(content.contains("one applies") && !content.contains("none applies"), "as it is now: {content}");
    assert!(content.contains("<p class=\"lines\" lang=\"ja\">罰金の刑に処せられた</p>"), "{content}");
    let again = site.get(&nurse, &address).await;
    assert_eq!((again.status, again.header("location")), (303, case.as_str()), "from another tab");
}

async fn what_is_wrong_stands_at_its_field_and_what_was_typed_stays(place: &Place) {
    let key = asked_for(place).await;
    let site = Site::of(&place.app).await;
    let nurse = site.applicant().await;
    let typed = [
        ("name", "直し　花子"),
        ("birth-date", "きのう"),
        ("disqualification", "yes"),
        ("disqualification-words", ""),
        ("do", "send"),
    ];
    let page = [("file", "program.pdf", &b"MZ\x90\0"[..])];
    let answer = posts(place, (&site, &nurse, key), &typed, &page).await;
    assert_eq!(answer.status, 400, "{}", answer.body);
    for field in ["birth-date", "disqualification", "file"] {
        assert!(answer.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", answer.body);
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "said above as well: {field}");
    }
    assert!(
        answer.body.contains("value=\"直し　花子\"") && answer.body.contains("value=\"きのう\""),
        "it stays"
    );
    assert!(is_checked(&answer.body, "disqualification", "yes"));
    let stands = place.app.show_own_case(&who(), key).await.unwrap();
    assert_eq!(stands.tells[0].stage, "supplementation", "nothing was sent");
    assert!(!stands.form.declared["disqualification"].yes);

    // Only a file: the page stays with what was typed, and the case waits.
    let only = [("name", "直し　花子"), ("do", "add")];
    let answer = posts(place, (&site, &nurse, key), &only, &[("file", "追加.pdf", PDF)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        answer.body.contains("追加.pdf") && answer.body.contains("value=\"直し　花子\""),
        "{}",
        answer.body
    );
    assert_eq!(place.app.show_own_case(&who(), key).await.unwrap().tells[0].stage, "supplementation");
    let foreign = Person { cookie: nurse.cookie.clone(), form_key: "guessed".to_owned() };
    let forged = posts(place, (&site, &foreign, key), &[("do", "send")], &[]).await;
    assert_ne!(forged.status, 303, "a form of somebody else's");
    assert_eq!(place.app.show_own_case(&who(), key).await.unwrap().tells[0].stage, "supplementation");
}
