//! What an officer weighs beside the case itself: why the rules did not decide, what the lists of examinations say, which amounts are
//! open, what the first of two officers has signed.

use law::{Both, ChargeKind, Lang, Procedure};
use registry::case::State;

use crate::cases::{CaseKey, Loaded};
use crate::handle_case::may_handle;
use crate::match_exam::ExamView;
use crate::view::{DeclaredView, SignedPaperView};
use crate::{Actor, App, AppError, DeskDecision};

/// An amount that the rules leave open and an officer fixes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenLine {
    /// Tax or fee, by its code.
    pub kind: String,
    /// For which procedure, by its code.
    pub procedure: String,
    /// In words.
    pub name: Both,
}

/// What the first of two officers has signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstSignature {
    /// Who.
    pub officer: String,
    /// What.
    pub decision: DeskDecision,
    /// Whether it is the viewer's own.
    pub own: bool,
}

/// What stands beside a case for whoever decides it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WeighedCase {
    /// Why the rules did not decide; empty where they may, and before the case is examined.
    pub why: Vec<Both>,
    /// The examination that it names, beside the list.
    pub exam: Option<ExamView>,
    /// Amounts to be fixed.
    pub open: Vec<OpenLine>,
    /// What is outstanding, in yen; none while an amount is open.
    pub due: Option<u64>,
    /// Sources that can be asked again, by their codes.
    pub sources: Vec<String>,
    /// The first signature, where two officers sign and one has.
    pub first: Option<FirstSignature>,
    /// What the applicant declares, as it stands now.
    pub declared: Vec<DeclaredView>,
    /// The signed files, what was found of them, and what they say.
    pub signed: Vec<SignedPaperView>,
    /// What the codes mean of which the case speaks.
    pub words: Vec<(String, Both)>,
}

impl App {
    /// What an officer weighs beside a case.
    ///
    /// # Errors
    /// There is no such case within this officer's reach.
    pub async fn weigh_case(&self, actor: &Actor, key: CaseKey) -> Result<WeighedCase, AppError> {
        may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        let examined = loaded.case.state == State::Examination;
        let first = self.first_signature(&loaded).await?;
        Ok(WeighedCase {
            why: if examined { self.why_at_desk(&loaded).await? } else { Vec::new() },
            exam: self.exam_view(&loaded).await?,
            open: open_lines(&loaded),
            due: due(&loaded),
            sources: if examined { self.askable(&loaded) } else { Vec::new() },
            declared: DeclaredView::all(&loaded.form.declared),
            signed: self.signed_read(actor, &loaded).await?,
            first: first.map(|(officer, decision)| FirstSignature {
                own: registry::check::is_same_officer(&officer, &actor.name),
                officer,
                decision,
            }),
            words: self.words_of(&loaded),
        })
    }

    fn words_of(&self, loaded: &Loaded) -> Vec<(String, Both)> {
        let answered = loaded.case.answers.iter().map(|answered| answered.source.as_str());
        let waits = match &loaded.case.state {
            State::Waiting(waits) => Some(waits),
            _ => None,
        };
        let paper = waits.iter().flat_map(|waits| &waits.paper).map(String::as_str);
        let ways = waits.iter().filter_map(|waits| waits.means.as_ref()).flat_map(|means| &means.ways);
        let codes = answered.chain(paper).chain(ways.map(String::as_str));
        codes.map(|code| (code.to_owned(), self.code_words(code))).collect()
    }

    /// Those that were asked before: the others have nothing to do with this case.
    fn askable(&self, loaded: &Loaded) -> Vec<String> {
        let known = |source: &String| loaded.case.answers.iter().any(|answered| answered.source == *source);
        self.sources_of(loaded).into_iter().filter(known).collect()
    }
}

fn open_lines(loaded: &Loaded) -> Vec<OpenLine> {
    let lines = loaded.case.terms.iter().flat_map(|terms| &terms.charge);
    let name = |kind: &str, procedure: &str, lang| {
        let kind = ChargeKind::from_code(kind).map_or(kind, |kind| kind.label(lang));
        let procedure = Procedure::from_code(procedure).map_or(procedure, |of| of.label(lang));
        match lang {
            Lang::Ja => format!("{kind}（{procedure}）"),
            Lang::En => format!("{} ({procedure})", crate::entry_words::capital(kind)),
        }
    };
    lines
        .filter(|line| line.yen.is_none())
        .map(|line| OpenLine {
            name: Both::new(
                name(&line.kind, &line.procedure, Lang::Ja),
                name(&line.kind, &line.procedure, Lang::En),
            ),
            kind: line.kind.clone(),
            procedure: line.procedure.clone(),
        })
        .collect()
}

fn due(loaded: &Loaded) -> Option<u64> {
    let total = u64::from(loaded.case.terms.as_ref()?.total()?);
    Some(total.saturating_sub(loaded.case.kept_yen()))
}
