//! The application form: the very text that is shown is what the card signs.

use gateways::Outcome;
use gateways::jpki::{Confirmed, FourItems, Service, Signed};
use gateways::pki::Failure;
use law::{DeclarationKind, Lang};
use registry::case::{Declared, Signature};
use registry::item::EntryItem;

use crate::cases::{CARD, Evidence};
use crate::entry_words::shown_value;
use crate::show_case::label;
use crate::start_case::OpenDraft;
use crate::time::{shown_date, shown_typed};
use crate::{App, AppError, Applying, ErrorKind, ExamEntry};

/// What a card made of the form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedForm {
    /// The signature's value.
    pub value: Vec<u8>,
    /// The signing certificate, DER.
    pub certificate: Vec<u8>,
}

impl App {
    /// The form of a draft, to be shown and signed: every word of it is the applicant's or the register's.
    ///
    /// # Errors
    /// There is no such draft of this account.
    pub async fn form_to_sign(
        &self,
        who: &Applying,
        id: registry::ids::CaseId,
    ) -> Result<(String, i64), AppError> {
        let open = self.open_draft(who, id).await?;
        Ok((self.form_text(&open), open.draft.version))
    }

    pub(crate) fn form_text(&self, open: &OpenDraft) -> String {
        let item = |item| registry::item::get(&open.entry.present, item).unwrap_or_default();
        // Dates stand in it as on the pages. A form that was signed is kept to the byte, and nobody writes it a second time.
        let shown = |code: &str, value: &str| shown_value((code, value), Lang::Ja);
        let name = self.register_names(&open.register, self.today()).qualification.ja;
        let application = &open.application;
        let mut lines = vec![
            format!("{name} {}申請書", open.procedure.label(Lang::Ja)),
            format!("受付番号: {}", open.draft.id),
        ];
        if !open.is_new() {
            lines.push(format!("登録番号: {}", item(EntryItem::Number)));
            lines.push(format!("登録されている氏名: {}", item(EntryItem::Name)));
            lines.push(format!("生年月日: {}", shown_date(item(EntryItem::Born), Lang::Ja)));
            for (code, value) in &application.changed {
                let old = EntryItem::of_code(code).map(item).unwrap_or_default();
                let (old, new) = (shown(code, old), shown(code, value));
                lines.push(format!("{}: {old} → {new}", label(self.rules(), code).ja));
            }
            if !application.happened_on.is_empty() {
                lines.push(format!("変更の日: {}", shown_date(&application.happened_on, Lang::Ja)));
            }
            // Asked with a change only.
            if application.rewriting || !application.changed.is_empty() {
                let wanted = if application.rewriting { "希望する" } else { "希望しない" };
                lines.push(format!("書換え交付: {wanted}"));
            }
        } else {
            let written = application.changed.iter();
            let line = |(code, value): (&String, &String)| {
                format!("{}: {}", label(self.rules(), code).ja, shown(code, value))
            };
            lines.extend(written.map(line));
            lines.extend(exam_lines(&application.exam));
            if application.by_graduation {
                lines.push("養成施設の卒業による資格です。".to_owned());
            }
            if application.names_differ {
                lines.push("証明書類の氏名は、いまの氏名と違います。".to_owned());
            }
            if !application.sealed_number.is_empty() {
                lines.push("個人番号: カードから暗号化して提供する（この書面には書かない）".to_owned());
            }
            if !application.happened_on.is_empty() {
                lines.push(format!("期限を数える日: {}", shown_date(&application.happened_on, Lang::Ja)));
            }
        }
        let words = |code: &str| self.code_words(code).ja;
        let ways = application.ways.iter();
        lines.extend(ways.map(|(document, way)| format!("添付（{}）: {}", words(document), words(way))));
        for (code, declared) in &application.declared {
            lines.push(declared_line(code, declared));
        }
        lines.join("\n") + "\n"
    }

    /// What the signature is worth now, and whose it is. Nobody to ask is no answer: the case goes on and asks again.
    pub(crate) async fn judge_signature(
        &self,
        open: &OpenDraft,
        signed: Option<&SignedForm>,
    ) -> Result<(Signature, Option<Evidence>), AppError> {
        let Some(signed) = signed else { return Ok((Signature::Missing, None)) };
        let Some((systems, cards)) = self.systems().and_then(|s| Some((s, s.jpki()?))) else {
            return Ok((Signature::NotAnswered, None));
        };
        let form = self.form_text(open);
        let whole = Signed::Message {
            certificate: &signed.certificate,
            message: form.as_bytes(),
            signature: &signed.value,
        };
        let unconfirmed = match cards.signing.check(whole, systems.now()) {
            Ok(unconfirmed) => unconfirmed,
            Err(failure) => return Ok((of_failure(&failure), None)),
        };
        let written = open.application.changed.get(EntryItem::Born.code()).map(String::as_str);
        let registered = registry::item::get(&open.entry.present, EntryItem::Born);
        let born = registered.or(written).unwrap_or_default();
        let signer = unconfirmed.items().and_then(|items| items.birth.exact()).map(|day| day.to_string());
        if signer.as_deref() != Some(born) {
            return Err(not_the_applicant());
        }
        let answer = cards.service.confirm(unconfirmed).await;
        let card = match &answer {
            Outcome::Answered(Ok(confirmed)) => self.evidence_of(confirmed.items.as_ref()),
            _ => None,
        };
        Ok((of_answer(answer), card))
    }

    /// What the card has of the person, on the day on which its certificate was confirmed.
    pub(crate) fn evidence_of(&self, items: Option<&FourItems>) -> Option<Evidence> {
        let items = items?;
        let mut evidence = Evidence::of(CARD, self.today());
        let born = items.birth.exact().map(|day| day.to_string()).unwrap_or_default();
        evidence.items.insert(EntryItem::Born.code().to_owned(), born);
        let sex = crate::linking::sex_word(items.sex).to_owned();
        evidence.items.insert(EntryItem::Sex.code().to_owned(), sex);
        for (item, shown) in [(EntryItem::Name, &items.name), (EntryItem::Address, &items.address)] {
            evidence.items.insert(item.code().to_owned(), shown.text().to_owned());
            if shown.has_substitutes() {
                evidence.substitutes.insert(item.code().to_owned());
            }
        }
        Some(evidence)
    }
}

/// What is written of the examination; nothing where nothing is.
fn exam_lines(exam: &ExamEntry) -> Vec<String> {
    let line =
        |what: &str, said: String| (!said.trim().is_empty()).then(|| format!("{what}: {}", said.trim()));
    let sat = format!("{} {} {}", shown_typed(&exam.month, Lang::Ja), exam.place, exam.number);
    [line("試験の施行年月・受験地・受験番号", sat), line("合格証書番号", exam.certificate.clone())]
        .into_iter()
        .flatten()
        .collect()
}

/// What is declared. A reason is given in words: it is no answer to a question.
fn declared_line(code: &str, declared: &Declared) -> String {
    let kind = DeclarationKind::from_code(code);
    let what = kind.map_or(code, |kind| kind.label(Lang::Ja));
    let answer = match kind {
        Some(DeclarationKind::DelayReason) => "",
        _ if declared.yes => "はい ",
        _ => "いいえ ",
    };
    format!("申述（{what}）: {answer}{}", declared.words).trim_end().to_owned()
}

fn of_answer(outcome: Outcome<Result<Confirmed, Failure>>) -> Signature {
    match outcome {
        Outcome::Answered(Ok(_)) => Signature::Good,
        Outcome::Answered(Err(failure)) if failure.is_lack_of_proof() => Signature::NotAnswered,
        Outcome::Answered(Err(failure)) => of_failure(&failure),
        Outcome::Unavailable { .. } | Outcome::Refused { .. } | Outcome::Unintelligible { .. } => {
            Signature::NotAnswered
        }
    }
}

const fn of_failure(failure: &Failure) -> Signature {
    match failure {
        Failure::Revoked { .. } => Signature::Revoked,
        Failure::Expired(_) => Signature::Expired,
        _ => Signature::Broken,
    }
}

fn not_the_applicant() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "署名したカードは、登録されている人のものと一致しません。ご本人のカードで署名してください。",
        "The card that signed is not that of the person registered. Please sign with your own card.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_signed_without_an_answer() {
        let said = |yes, words: &str| Declared { yes, words: words.to_owned() };
        let late = declared_line("delay-reason", &said(false, "入院していたため。"));
        assert_eq!(late, "申述（遅れた理由）: 入院していたため。");
        assert!(declared_line("disqualification", &said(false, "")).ends_with(": いいえ"));
        assert!(declared_line("disqualification", &said(true, "罰金")).ends_with(": はい 罰金"));
    }
}
