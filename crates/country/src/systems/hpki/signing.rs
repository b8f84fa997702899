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
use crate::pki::{DocumentKind, Hpki, PdfFormat, Signer, pdf_added_to, pdf_unsigned, pdf_with};
use crate::{Day, Home, PersonId};

/// Characters of what is typed.
const LONGEST: usize = 200;
/// Nobody younger signs: invented physicians have studied.
const BORN_BEFORE: Day = Day::of(1995, 1, 1);
const SCHOOLS: [&str; 3] = ["学校法人　架空学園", "学校法人　閉校学園", "学校法人　満了学園"];
/// What can be had: its code, and its words.
const HOW: [(&str, &str); 8] = [
    ("good", "正しいもの（タイムスタンプ付き） As it should be, with a time-stamp"),
    ("role", "医師でない者の署名 Signed by somebody who is no physician"),
    ("revoked", "失効した電子証明書 With a certificate that was taken back"),
    ("expired", "有効期間が過ぎた電子証明書 With a certificate that has expired"),
    ("altered", "署名のあとで書き換えたもの Changed after it was signed"),
    ("added", "署名のあとで追加して保存したもの（PDF） Added to after it was signed, PDF only"),
    ("unsigned", "署名のないもの Without a signature"),
    ("other", "別の人のもの About somebody else"),
];
/// In which form: its code, its words, its type.
const FORMS: [(&str, &str, &str); 3] = [
    ("xml", "XML", "application/xml"),
    ("pdf", "PDF（PAdES）", "application/pdf"),
    ("pdf-adobe", "PDF（adbe.pkcs7.detached）", "application/pdf"),
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
         <p><label>形式 Form <select name=\"form\">"
        .to_owned();
    for (code, words, _) in FORMS {
        _ = write!(body, "<option value=\"{code}\">{words}</option>");
    }
    body += "</select></label></p><p><label>どんなもの What it is <select name=\"how\">";
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
    #[serde(default)]
    form: String,
    how: String,
}

impl Wanted {
    /// The type of the file; none for a form or a fault that there is not.
    fn media(&self) -> Option<&'static str> {
        let form = if self.form.is_empty() { "xml" } else { self.form.as_str() };
        let (_, _, media) = FORMS.iter().find(|(code, _, _)| *code == form)?;
        let known = HOW.iter().any(|(code, _)| *code == self.how)
            && ["medical", "graduation"].contains(&self.kind.as_str())
            && (self.how != "added" || self.is_pdf());
        known.then_some(*media)
    }

    fn is_pdf(&self) -> bool {
        self.form.starts_with("pdf")
    }
}

async fn paper(State(signing): State<Arc<Signing>>, Query(wanted): Query<Wanted>) -> Response {
    let typed = [&wanted.name, &wanted.born, &wanted.number];
    let fits =
        typed.iter().all(|text| text.chars().count() <= LONGEST && !text.chars().any(char::is_control));
    let Some(media) = wanted.media().filter(|_| fits) else {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-such-paper");
    };
    let ending = if wanted.is_pdf() { "pdf" } else { "xml" };
    let name = format!("{}-{}.{ending}", wanted.kind, wanted.how);
    // Keys are made when they are first needed, which takes a while.
    let made = tokio::task::spawn_blocking(move || signing.make(&wanted)).await;
    match made.map_err(io::Error::other).and_then(|made| made) {
        Ok(bytes) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers =
                [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
            (headers, bytes).into_response()
        }
        Err(error) => super::super::neutral::broken(&error),
    }
}

/// What stood in the paper when it was signed, and what stands there afterwards: as long as before.
const fn altered(medical: bool) -> (&'static str, &'static str) {
    if medical { ("異常なし", "異常あり") } else { ("架空の課程", "別人の課程") }
}

impl Signing {
    fn make(&self, wanted: &Wanted) -> io::Result<Vec<u8>> {
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
        if wanted.is_pdf() {
            return self.make_pdf(wanted, &fields, signers.first());
        }
        let stamps = self.hpki.time_stamps();
        let signed = self.hpki.document_stamped(kind, &fields, &signers, &|bytes| stamps.stamp(bytes))?;
        let (was, is) = altered(medical);
        Ok(if wanted.how == "altered" { signed.replacen(was, is, 1) } else { signed }.into_bytes())
    }

    /// The same as the page of a PDF, the signature inside.
    fn make_pdf(
        &self,
        wanted: &Wanted,
        fields: &[(&str, &str)],
        signer: Option<&Signer>,
    ) -> io::Result<Vec<u8>> {
        let medical = wanted.kind == "medical";
        let title = if medical { "診断書（架空）" } else { "卒業証明書（架空）" };
        let lines: Vec<String> = std::iter::once(title.to_owned())
            .chain(fields.iter().map(|(name, text)| format!("{name}：{text}")))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let Some(signer) = signer else { return Ok(pdf_unsigned(&lines)) };
        let format = if wanted.form == "pdf-adobe" { PdfFormat::Adobe } else { PdfFormat::Pades };
        let stamps = self.hpki.time_stamps();
        let signed = self.hpki.pdf_signed(signer, &lines, format, Some(&|bytes| stamps.stamp(bytes)))?;
        let (was, is) = altered(medical);
        Ok(match wanted.how.as_str() {
            "altered" => pdf_with(signed, was, is),
            "added" => {
                let changed: Vec<String> = lines.iter().map(|line| line.replace(was, is)).collect();
                pdf_added_to(signed, &changed.iter().map(String::as_str).collect::<Vec<_>>())
            }
            _ => signed,
        })
    }

    /// Who signs: nobody, one who may, one who may not, or one whose certificate is on the list.
    fn signers(&self, wanted: &Wanted, medical: bool) -> io::Result<Vec<Signer>> {
        let school = |name: &str| Signer::School { name: name.to_owned() };
        let [stands, closed, expired] = SCHOOLS;
        let signer = match (wanted.how.as_str(), medical) {
            ("unsigned", _) => return Ok(Vec::new()),
            ("revoked", true) => Signer::health(self.person(1)?, "Medical Doctor"),
            ("expired", true) => Signer::health(self.person(3)?, "Medical Doctor"),
            ("role", true) => Signer::health(self.person(2)?, "Pharmacist"),
            // A physician says of a school's pupil what only the school can say.
            (_, true) | ("role", false) => Signer::health(self.person(0)?, "Medical Doctor"),
            ("revoked", false) => school(closed),
            ("expired", false) => school(expired),
            (_, false) => school(stands),
        };
        match wanted.how.as_str() {
            "revoked" => self.hpki.take_back_yesterday(&signer)?,
            "expired" => self.hpki.let_expire(&signer)?,
            _ => {}
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
