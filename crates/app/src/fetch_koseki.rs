//! Fetching a certificate of the family register by the code that an applicant hands over.

use gateways::Outcome;
use gateways::koseki::{
    CertificateKind, CertificateRequest, Found, Koseki, KosekiCertificate, RetrievalCode,
};
use registry::case::Answer;
use registry::ids::CaseId;
use registry::item::EntryItem;
use registry::name::equal_identity;
use serde::{Deserialize, Serialize};
use store::case::CaseRecord;

use crate::cases::{Compared, Loaded};
use crate::{App, AppError, ErrorKind};

/// The kind of record under which it stands.
pub(crate) const KOSEKI: &str = "koseki";

/// What a certificate says of the applicant, as it stands beside the case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[doc(alias = "戸籍電子証明書")]
pub struct KosekiSaid {
    /// Whether exactly one person of the register is meant: `one`, `nobody`, `several`.
    pub found: String,
    /// 氏 and 名, to the character, with a space between.
    pub name: String,
    /// The reading, where it is recorded.
    pub kana: String,
    /// 本籍, in full.
    pub domicile: String,
    /// Whether the person, or everybody, has left that register.
    pub removed: bool,
    /// When the certificate was made, RFC 3339.
    pub issued_at: String,
}

impl KosekiSaid {
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The latest among what stands beside a case.
    pub(crate) fn of(records: &[CaseRecord]) -> Option<Self> {
        let record = records.iter().rev().find(|record| record.kind == KOSEKI)?;
        serde_json::from_slice(&record.said).ok()
    }

    /// The day in Japan for which it speaks, ISO.
    pub(crate) fn day(&self) -> String {
        self.issued_at.parse().map(|at| crate::time::japan(at).to_string()).unwrap_or_default()
    }

    /// Whether it says of an item what the applicant says, to the character.
    pub(crate) fn agrees(&self, compared: &Compared<'_>, item: EntryItem) -> bool {
        let said = compared.said(item);
        if self.found != "one" || self.removed || said.is_empty() {
            return false;
        }
        match item {
            EntryItem::Name => equal_identity(said, &self.name),
            // The person was found by it.
            EntryItem::Born => true,
            EntryItem::Domicile => self.domicile.starts_with(said),
            _ => false,
        }
    }

    /// What came of the certificate as another means: it agrees with everything that changes, or a person looks.
    pub(crate) fn answer(&self, compared: &Compared<'_>) -> Answer {
        let changed = compared.form.changed.keys();
        let told = |code: &String| EntryItem::of_code(code).is_some_and(|item| self.agrees(compared, item));
        if !compared.form.changed.is_empty() && changed.into_iter().all(told) {
            Answer::Agrees
        } else {
            Answer::Given
        }
    }

    fn about(certificate: &KosekiCertificate, (given, born): (&str, &str)) -> Self {
        let found = born.parse().map_or(Found::Nobody, |birth| certificate.find(given, birth));
        let (word, member) = match found {
            Found::Nobody => ("nobody", None),
            Found::One(member) => ("one", Some(member)),
            Found::Several => ("several", None),
        };
        Self {
            found: word.to_owned(),
            name: member.map(|m| format!("{} {}", m.name.surname, m.name.given)).unwrap_or_default(),
            kana: member.and_then(|m| m.kana.clone()).unwrap_or_default(),
            domicile: certificate.domicile.clone(),
            removed: certificate.kind == CertificateKind::Removed || member.is_some_and(|m| m.removed),
            issued_at: certificate.issued_at.to_string(),
        }
    }
}

impl App {
    /// Fetches the certificate for a case that wants another means, and what it is worth as such.
    pub(crate) async fn koseki_means(
        &self,
        loaded: &Loaded,
        code: &str,
    ) -> Result<(KosekiSaid, Answer), AppError> {
        let present = self.entry_of(loaded).await?.map(|entry| entry.present).unwrap_or_default();
        let compared = Compared { form: &loaded.form, present: &present };
        let said = self.fetch_koseki(&compared, (loaded.row.id, self.law_of_case(loaded)), code).await?;
        let answer = said.answer(&compared);
        Ok((said, answer))
    }

    /// Fetches the certificate for a case, on a provision.
    pub(crate) async fn fetch_koseki(
        &self,
        compared: &Compared<'_>,
        (case, basis): (CaseId, String),
        code: &str,
    ) -> Result<KosekiSaid, AppError> {
        let code = RetrievalCode::parse(code).ok_or_else(bad_code)?;
        let koseki = self.systems().and_then(|systems| systems.koseki()).ok_or_else(closed)?;
        let request = CertificateRequest { code, case: case.to_string(), basis };
        let certificate = match koseki.certificate(&request).await {
            Outcome::Answered(certificate) => certificate,
            Outcome::Refused { .. } => return Err(unknown_code()),
            Outcome::Unavailable { .. } => return Err(closed()),
            Outcome::Unintelligible { saved } => return Err(closed().with_detail(saved.why)),
        };
        let name = compared.said(EntryItem::Name);
        let given = name.split_once([' ', '\u{3000}']).map_or(name, |(_, given)| given);
        Ok(KosekiSaid::about(&certificate, (given, compared.said(EntryItem::Born))))
    }
}

fn bad_code() -> AppError {
    AppError::new(ErrorKind::BadInput, "提供用識別符号は16桁の数字です。", "The code has 16 digits.")
}

fn unknown_code() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "この符号では戸籍電子証明書を取得できません。有効期間と数字を確かめてください。",
        "No certificate can be fetched with this code. Please check its digits and until when it is valid.",
    )
}

fn closed() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "戸籍の確認先に接続できません。しばらくして、もう一度送ってください。申請はそのまま残っています。",
        "The family registry cannot be reached now. Please send it again in a while; your application stands as it is.",
    )
}
