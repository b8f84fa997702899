//! Documents that come as signed files: a medical certificate signed with HPKI, a graduation certificate signed by its school.
//!
//! A file is checked when it comes in, so that its sender hears at once what is wrong with it, and again as a source of the case that it was
//! sent with: that answer stands beside the case, and only that decides anything. Where the lists of revocations cannot be had the file is
//! taken, and the case says 確認中 until they can.

mod found;
mod judge;
mod signer;

use gateways::hpki::is_pdf;
use law::{DocumentForm, Established, Signatory};
use registry::case::Command;
use store::upload::{self, Upload, UploadHead};

use self::found::Fault;
pub(crate) use self::found::PaperFound;
pub(crate) use self::judge::Whose;
use self::judge::{Judged, is_cms};
use crate::ask_source::Heard;
use crate::cases::{Application, By, Compared, Evidence, Loaded, Moving, SYSTEM, today_for};
use crate::papers::{LONGEST, PaperFault, media_type};
use crate::view::SignedPaperView;
use crate::{App, AppError, NewPaper, SUPPLEMENTED};

/// The types under which signed files are kept.
const XML: &str = "application/xml";
const CMS: &str = "application/pkcs7-mime";
/// A PDF that is sent for its signature: what is otherwise a picture of a paper for officers' eyes has the plain type.
const SIGNED_PDF: &str = "application/pdf;profile=signed";

/// A document that comes as a signed file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SignedWay {
    /// The document, by its code.
    pub(crate) document: String,
    /// The way in which it comes, by its code: the source of the case.
    pub(crate) way: String,
    /// Who has to have signed it, where the rules establish that.
    signatory: Option<Signatory>,
    /// For how many months it is taken, where the rules establish that.
    months: Option<u32>,
}

/// Whether a type is that of a signed file.
pub(crate) fn is_signed_type(media_type: &str) -> bool {
    [XML, CMS, SIGNED_PDF].contains(&media_type)
}

impl App {
    /// The documents that come as signed files in an application.
    pub(crate) fn signed_ways(&self, form: &Application) -> Vec<SignedWay> {
        let rules = self.rules().on(today_for(form, self));
        let signed = |way: &str| {
            let document = rules.rules().document(way);
            document.is_some_and(|document| document.form == DocumentForm::SignedFile)
        };
        let of = |(document, way): (&String, &String)| SignedWay {
            document: document.clone(),
            way: way.clone(),
            signatory: Established::yes(rules.signatory(way)).map(|ruled| ruled.value().clone()),
            months: Established::yes(rules.max_age_months(document)).map(|ruled| *ruled.value()),
        };
        form.ways.iter().filter(|(_, way)| signed(way)).map(of).collect()
    }

    /// The signed file of a code: of the document, or of the way in which it comes.
    fn signed_way(&self, form: &Application, code: &str) -> Option<SignedWay> {
        self.signed_ways(form).into_iter().find(|signed| signed.document == code || signed.way == code)
    }

    /// What a file is. One that has to be signed is checked before it is taken; a bad one is not, and its sender hears why.
    pub(crate) async fn media_of(
        &self,
        (form, present): (&Application, &str),
        paper: &NewPaper,
    ) -> Result<&'static str, AppError> {
        let Some(way) = self.signed_way(form, &paper.document) else {
            return media_type(&paper.bytes).map_err(PaperFault::error);
        };
        if paper.bytes.is_empty() || paper.bytes.len() > LONGEST {
            let fault = if paper.bytes.is_empty() { PaperFault::Empty } else { PaperFault::TooLong };
            return Err(fault.error());
        }
        let compared = Compared { form, present };
        let media = match (is_cms(&paper.bytes), is_pdf(&paper.bytes)) {
            (true, _) => CMS,
            (_, true) => SIGNED_PDF,
            _ => XML,
        };
        let refusal = match media_type(&paper.bytes) {
            // Officers read it, as they read every PDF.
            Err(fault) if media == SIGNED_PDF => Some(fault.error()),
            // A photograph bears no signature.
            Ok(_) if media != SIGNED_PDF => PaperFound::default().bad(Fault::Unsigned).refusal(),
            _ => match self.judge_signed(&way, &paper.bytes, whose(&compared)).await? {
                Judged::Found(found) => found.refusal(),
                Judged::Silence(why, _) => {
                    tracing::warn!(%why, way = way.way, "a signed paper was taken and not checked yet");
                    None
                }
            },
        };
        refusal.map_or(Ok(media), Err)
    }

    /// A signed file that is sent for a supplementation is the one that the case has: it is kept as such, and checked.
    pub(crate) fn as_signed(&self, form: &Application, paper: NewPaper) -> NewPaper {
        let is_other = paper.document == SUPPLEMENTED && media_type(&paper.bytes) == Err(PaperFault::Kind);
        match self.signed_ways(form).as_slice() {
            [only] if is_other => NewPaper { document: only.way.clone(), ..paper },
            _ => paper,
        }
    }

    /// The signed files of an application of which nothing was sent.
    pub(crate) fn unsent(&self, form: &Application, sent: &[UploadHead]) -> Vec<SignedWay> {
        let is_there = |way: &SignedWay| sent.iter().any(|head| is_of(head, way));
        self.signed_ways(form).into_iter().filter(|way| !is_there(way)).collect()
    }

    /// What a signed file of a case shows, as one of its sources.
    pub(crate) async fn ask_for_signed(&self, loaded: &Loaded, source: &str) -> Result<Heard, AppError> {
        let Some(way) = self.signed_ways(&loaded.form).into_iter().find(|way| way.way == source) else {
            return Ok(Heard::Answer(registry::case::Answer::CannotTell, None));
        };
        let found = match self.last_signed(loaded, &way).await? {
            None => PaperFound::default().bad(Fault::Missing),
            Some((_, bytes)) => {
                self.note_case_look(loaded, format!("signed paper {source}")).await?;
                let present = self.entry_of(loaded).await?.map(|entry| entry.present).unwrap_or_default();
                let compared = Compared { form: &loaded.form, present: &present };
                match self.judge_signed(&way, &bytes, whose(&compared)).await? {
                    Judged::Found(found) => found,
                    Judged::Silence(why, until) => return Ok(Heard::Silence(why, until)),
                }
            }
        };
        let answer = found.answer();
        let evidence = Evidence { paper: Some(Box::new(found)), ..Evidence::of(source, self.today()) };
        Ok(Heard::Answer(answer, Some(evidence)))
    }

    /// The file that was sent last for a signed document, opened.
    async fn last_signed(
        &self,
        loaded: &Loaded,
        way: &SignedWay,
    ) -> Result<Option<(UploadHead, Vec<u8>)>, AppError> {
        let Some(account) = loaded.row.account else { return Ok(None) };
        let mut reader = self.0.db.quick_reader().await?;
        let sent = upload::of_draft(&mut reader, (&account, loaded.row.id)).await?;
        let Some(last) = sent.iter().rev().find(|head| is_of(head, way)) else { return Ok(None) };
        let Some(Upload { head, sealed }) = upload::by_id(&mut reader, (&account, last.id)).await? else {
            return Ok(None);
        };
        drop(reader);
        let bytes = self.0.paper_keys.open(&head, &sealed)?;
        Ok(Some((head, bytes)))
    }

    /// What was found of the signed files of a case, for those who may see the case.
    pub(crate) fn signed_found(&self, loaded: &Loaded) -> Vec<SignedPaperView> {
        self.found_of(loaded).into_iter().map(|(_, view)| view).collect()
    }

    fn found_of(&self, loaded: &Loaded) -> Vec<(SignedWay, SignedPaperView)> {
        let of = |way: SignedWay| {
            let evidence = Evidence::latest(&loaded.records, &way.way)?;
            let found = *evidence.paper?;
            let view = SignedPaperView {
                way: way.way.clone(),
                name: self.code_words(&way.way),
                good: found.is_good(),
                reasons: found.reasons(),
                detail: found.detail,
                signer: found.signer,
                roles: found.roles,
                certificate: found.certificate,
                signed_at: found.signed_at,
                stamped: found.stamped,
                checked_on: evidence.on,
                fields: Vec::new(),
            };
            Some((way, view))
        };
        self.signed_ways(&loaded.form).into_iter().filter_map(of).collect()
    }

    /// The same with what the papers say, for the officer who decides: read out of the sealed files each time, and recorded as a look.
    pub(crate) async fn signed_read(
        &self,
        actor: &crate::Actor,
        loaded: &Loaded,
    ) -> Result<Vec<SignedPaperView>, AppError> {
        let mut views = Vec::new();
        for (way, mut view) in self.found_of(loaded) {
            if let Some((head, bytes)) = self.last_signed(loaded, &way).await?
                && head.media_type == XML
            {
                self.note_paper_look(actor, loaded).await?;
                view.fields = fields(&bytes);
            }
            views.push(view);
        }
        Ok(views)
    }
}

/// Has the signed files of a case looked at again: what they are compared with was corrected, or another one was sent.
pub(crate) fn ask_again(moving: &mut Moving<'_>, sources: &[String]) -> Result<(), AppError> {
    for source in sources {
        moving
            .take(&Command::Ask { source: source.clone() }, By::plain(registry::case::Who::System, SYSTEM))?;
    }
    Ok(())
}

fn is_of(head: &UploadHead, way: &SignedWay) -> bool {
    is_signed_type(&head.media_type) && [&way.document, &way.way].contains(&&head.document)
}

fn whose<'a>(compared: &'a Compared<'_>) -> Whose<'a> {
    use registry::item::EntryItem;
    Whose {
        name: compared.said(EntryItem::Name),
        born: compared.said(EntryItem::Born),
        names_differ: compared.form.names_differ,
    }
}

/// What a paper says, field by field, with our words for the fields that we know.
fn fields(xml: &[u8]) -> Vec<(law::Both, String)> {
    let known = |name: &str| match name {
        "Name" => law::Both::new("氏名", "Name"),
        "BirthDate" => law::Both::new("生年月日", "Date of birth"),
        "ExaminedOn" => law::Both::new("診察の日", "Examined on"),
        "IssuedOn" => law::Both::new("発行の日", "Issued on"),
        "Finding" => law::Both::new("所見", "Finding"),
        "Graduated" => law::Both::new("卒業の日", "Graduated on"),
        "Course" => law::Both::new("課程", "Course"),
        "SignerNumber" => law::Both::new("署名者の登録番号", "Registration number of the signer"),
        other => law::Both::new(other, other),
    };
    let read = gateways::hpki::fields(xml).unwrap_or_default();
    read.into_iter().map(|(name, text)| (known(&name), text)).collect()
}
