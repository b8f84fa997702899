//! Papers to be had: what a physician or a school would sign for somebody, and what is wrong with some. For trying the register by hand.

use std::fmt::Write;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::super::neutral::{escape, page, refusal};
use crate::nation::Nation;
use crate::pki::{DocumentKind, Hpki, Signer};
use crate::{Day, Home, PersonId};

/// Characters of what is typed.
const LONGEST: usize = 200;
/// Nobody younger signs: invented physicians have studied.
const BORN_BEFORE: Day = Day::of(1995, 1, 1);
const SCHOOLS: [&str; 2] = ["学校法人　架空学園", "学校法人　閉校学園"];
/// What can be had: its code, and its words.
const HOW: [(&str, &str); 6] = [
    ("good", "正しいもの（タイムスタンプ付き） As it should be, with a time-stamp"),
    ("role", "医師でない者の署名 Signed by somebody who is no physician"),
    ("revoked", "失効した電子証明書 With a certificate that was taken back"),
    ("altered", "署名のあとで書き換えたもの Changed after it was signed"),
    ("unsigned", "署名のないもの Without a signature"),
    ("other", "別の人のもの About somebody else"),
];

#[derive(Debug)]
struct Signing {
    nation: Nation,
    hpki: Hpki,
}

pub(super) fn router(nation: &Nation, hpki: Hpki) -> Router {
    let signing = Arc::new(Signing { nation: nation.clone(), hpki });
    Router::new().route("/signing", get(show)).route("/signing/paper", get(paper)).with_state(signing)
}

async fn show() -> Response {
    let mut body = "<p>申請に書いたとおりの氏名（姓と名の間を空ける）と生年月日を入力してください。ファイルを保存し、申請の「書類」のページで送ります。 \
         Type the name as in your application, with a space between family and given name, and the date of birth; keep the file, and send it \
         on the page of papers.</p>\
         <form method=\"get\" action=\"/signing/paper\">\
         <p><label>書類 Document <select name=\"kind\"><option value=\"medical\">診断書 Medical certificate</option>\
         <option value=\"graduation\">卒業証明書 Graduation certificate</option></select></label></p>\
         <p><label>氏名 Name <input name=\"name\" required></label></p>\
         <p><label>生年月日 Date of birth <input name=\"born\" placeholder=\"1990-05-06\" required></label></p>\
         <p><label>署名者の登録番号（任意） Registration number of the signer, if it is to stand in it <input name=\"number\"></label></p>\
         <p><label>どんなもの What it is <select name=\"how\">"
        .to_owned();
    for (code, words) in HOW {
        _ = write!(body, "<option value=\"{code}\">{}</option>", escape(words));
    }
    body += "</select></label></p><p><button>作る Make it</button></p></form>";
    page(StatusCode::OK, "架空の診療所と学校 An invented clinic and school", &body)
}

#[derive(Deserialize)]
struct Wanted {
    kind: String,
    name: String,
    born: String,
    #[serde(default)]
    number: String,
    how: String,
}

async fn paper(State(signing): State<Arc<Signing>>, Query(wanted): Query<Wanted>) -> Response {
    let typed = [&wanted.name, &wanted.born, &wanted.number];
    let fits =
        typed.iter().all(|text| text.chars().count() <= LONGEST && !text.chars().any(char::is_control));
    let known = HOW.iter().any(|(code, _)| *code == wanted.how)
        && ["medical", "graduation"].contains(&wanted.kind.as_str());
    if !fits || !known {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-such-paper");
    }
    let name = format!("{}-{}.xml", wanted.kind, wanted.how);
    // Keys are made when they are first needed, which takes a while.
    let made = tokio::task::spawn_blocking(move || signing.make(&wanted)).await;
    match made.map_err(io::Error::other).and_then(|made| made) {
        Ok(xml) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers = [
                (header::CONTENT_TYPE, "application/xml".to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            (headers, xml).into_response()
        }
        Err(error) => super::super::neutral::broken(&error),
    }
}

impl Signing {
    fn make(&self, wanted: &Wanted) -> io::Result<String> {
        let today = self.nation.today().to_string();
        let medical = wanted.kind == "medical";
        let name = if wanted.how == "other" { "別人　太郎" } else { wanted.name.trim() };
        let mut fields = vec![("Name", name), ("BirthDate", wanted.born.trim())];
        if medical {
            fields.extend([("ExaminedOn", today.as_str()), ("Finding", "異常なし")]);
        } else {
            fields.extend([("Graduated", today.as_str()), ("Course", "架空の課程")]);
        }
        if !wanted.number.trim().is_empty() {
            fields.push(("SignerNumber", wanted.number.trim()));
        }
        let kind =
            if medical { DocumentKind::MedicalCertificate } else { DocumentKind::GraduationCertificate };
        let signers = self.signers(wanted, medical)?;
        let stamps = self.hpki.time_stamps();
        let signed = self.hpki.document_stamped(kind, &fields, &signers, &|bytes| stamps.stamp(bytes))?;
        let altered = |was: &str, is: &str| signed.replacen(was, is, 1);
        Ok(match (wanted.how.as_str(), medical) {
            ("altered", true) => altered("異常なし", "異常あり"),
            ("altered", false) => altered("架空の課程", "別の課程"),
            _ => signed,
        })
    }

    /// Who signs: nobody, one who may, one who may not, or one whose certificate is on the list.
    fn signers(&self, wanted: &Wanted, medical: bool) -> io::Result<Vec<Signer>> {
        let school = |name: &str| Signer::School { name: name.to_owned() };
        let [stands, closed] = SCHOOLS;
        let signer = match (wanted.how.as_str(), medical) {
            ("unsigned", _) => return Ok(Vec::new()),
            ("revoked", true) => Signer::health(self.person(1)?, "Medical Doctor"),
            ("role", true) => Signer::health(self.person(2)?, "Pharmacist"),
            // A physician says of a school's pupil what only the school can say.
            (_, true) | ("role", false) => Signer::health(self.person(0)?, "Medical Doctor"),
            ("revoked", false) => school(closed),
            (_, false) => school(stands),
        };
        if wanted.how == "revoked" {
            self.hpki.take_back_yesterday(&signer)?;
        }
        Ok(vec![signer])
    }

    /// The first people who are old enough, alive and at home today, in their order.
    fn person(&self, at: usize) -> io::Result<PersonId> {
        let today = self.nation.today();
        let mut fit = self.nation.people().filter(|person| {
            person.alive_on(today)
                && person.born < BORN_BEFORE
                && matches!(person.home_on(today), Some(Home::At(_)))
        });
        fit.nth(at).map(|person| person.id).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
