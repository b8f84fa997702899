//! What is agreed when a case is submitted: by these terms it is judged, whatever the rules say later.

use std::collections::{BTreeMap, BTreeSet};

use law::{ChargeKind, DeclarationKind, DocumentForm};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::requirement::{Known, Need, Requirement, Requirements, Way};

/// What the applicant chose and declared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// For each needed document (by its code) the way in which it comes (by its code).
    pub ways: BTreeMap<String, String>,
    /// What was declared, by the code of the declaration.
    pub declared: BTreeMap<String, Declared>,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// The answer: a ground applies, the certificate is destroyed.
    pub yes: bool,
    /// In the applicant's own words.
    pub words: String,
}

impl Declared {
    /// Whether it says all that a declaration of this kind has to say.
    #[must_use]
    pub fn is_whole(&self, kind: DeclarationKind) -> bool {
        let says_something = !self.words.trim().is_empty();
        match kind {
            // Nobody can weigh a ground that is not told.
            DeclarationKind::Disqualification => !self.yes || says_something,
            DeclarationKind::DelayReason => says_something,
            DeclarationKind::OldCertificateDestroyed => self.yes,
        }
    }
}

/// One line of what is to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// Tax or fee, by its code.
    pub kind: String,
    /// For which procedure, by its code.
    pub procedure: String,
    /// How much; none: an officer fixes it.
    pub yen: Option<u32>,
    /// On what ground.
    pub citation: String,
}

/// What was agreed when the case was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What is paid, line by line.
    pub charge: Vec<Agreed>,
    /// The sources to be asked, by their codes.
    pub inquiries: Vec<String>,
    /// By what the case goes on where a source cannot tell.
    pub otherwise: BTreeMap<String, Vec<String>>,
    /// Which of those come by post or over the counter, so that the case waits for them.
    #[serde(default)]
    pub posts: BTreeSet<String>,
    /// What comes by post.
    pub by_post: Vec<String>,
    /// Is it paid by stamps or at the counter, with the papers?
    pub stamps: bool,
    /// Does something come as an image, at which a person has to look?
    pub images: bool,
    /// The declarations.
    pub declared: BTreeMap<String, Declared>,
    /// Filed after its time?
    pub late: bool,
    /// Did the rules leave something open that an officer has to settle?
    pub open: bool,
}

impl Terms {
    /// The terms of these requirements and choices.
    ///
    /// # Errors
    /// What is missing, with its citation.
    pub fn agree(asked: &Requirements, choices: &Choices) -> Result<Self, Refusal> {
        let mut terms = Self {
            charge: charge(asked),
            inquiries: asked.inquiries().into_iter().map(str::to_owned).collect(),
            otherwise: BTreeMap::new(),
            posts: BTreeSet::new(),
            by_post: Vec::new(),
            stamps: false,
            images: false,
            declared: BTreeMap::new(),
            late: asked.is_late(),
            open: asked.is_open(),
        };
        for item in &asked.items {
            terms.take(item, choices)?;
        }
        for asked in &asked.declarations {
            let code = asked.kind.code();
            let missing = || Refusal::NotDeclared {
                declaration: code.to_owned(),
                citation: asked.grounds.ground().map_or_else(String::new, |g| g.citation.clone()),
            };
            let declared = choices.declared.get(code).ok_or_else(missing)?;
            if !declared.is_whole(asked.kind) {
                return Err(missing());
            }
            terms.declared.insert(code.to_owned(), declared.clone());
        }
        Ok(terms)
    }

    fn take(&mut self, item: &Requirement, choices: &Choices) -> Result<(), Refusal> {
        match &item.need {
            Need::Omitted { by, otherwise, .. } => {
                self.otherwise.insert(by.clone(), otherwise.clone());
            }
            // An officer says what is needed, and asks for it as a supplementation.
            Need::ToConfirm { .. } => {}
            Need::Needed { ways } => {
                let chosen = choices.ways.get(&item.code);
                let way = ways.iter().find(|way| Some(&way.code) == chosen).ok_or_else(|| {
                    Refusal::NotAttached {
                        document: item.code.clone(),
                        citation: item.ground.as_ref().map_or_else(String::new, |g| g.citation.clone()),
                    }
                })?;
                // A number that is written down, or a signature, is compared by the register itself; a paper or a
                // picture is not.
                self.images |= !way.by_post && way.form == DocumentForm::Image;
                if !way.by_post && way.form == DocumentForm::SignedFile {
                    self.check(&way.code, ways);
                }
                if way.by_post {
                    self.by_post.push(item.code.clone());
                    self.stamps |= way.form == DocumentForm::Payment;
                }
            }
        }
        Ok(())
    }

    /// A signed file is a source of its own: it is asked who has signed it. What shows nothing is sent anew, or comes in another of
    /// the document's ways.
    fn check(&mut self, file: &str, ways: &[Way]) {
        self.inquiries.push(file.to_owned());
        let others = ways.iter().map(|way| way.code.as_str()).filter(|way| *way != file);
        self.otherwise
            .insert(file.to_owned(), std::iter::once(file).chain(others).map(str::to_owned).collect());
        self.posts.extend(ways.iter().filter(|way| way.by_post).map(|way| way.code.clone()));
    }

    /// The sum, if every amount is known.
    #[must_use]
    pub fn total(&self) -> Option<u32> {
        self.charge.iter().try_fold(0_u32, |sum, line| sum.checked_add(line.yen?))
    }

    /// Was a ground of disqualification declared?
    #[must_use]
    pub fn declares_disqualification(&self) -> bool {
        self.declared.get(DeclarationKind::Disqualification.code()).is_some_and(|d| d.yes)
    }
}

fn charge(asked: &Requirements) -> Vec<Agreed> {
    let line = |line: &crate::requirement::ChargeLine| Agreed {
        kind: kind_code(line.kind),
        procedure: line.procedure.code().to_owned(),
        yen: match &line.amount {
            Known::Yes { value, .. } => Some(value.0),
            Known::ToConfirm { .. } => None,
        },
        citation: line.amount.ground().map_or_else(String::new, |g| g.citation.clone()),
    };
    asked.charge.lines.iter().map(line).collect()
}

fn kind_code(kind: ChargeKind) -> String {
    kind.code().to_owned()
}
