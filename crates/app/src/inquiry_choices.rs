//! What the form of an inquiry offers.

use law::Both;

use crate::App;
use crate::inquire::ANYBODY;

/// A qualification that may be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryChoice {
    /// Rule id.
    pub id: String,
    /// In words.
    pub name: String,
    /// In words.
    pub name_en: String,
    /// Whether anybody may ask; else a share code is needed.
    pub open: bool,
    /// Whether each prefecture keeps a register of its own.
    pub by_prefecture: bool,
}

/// What the form of an inquiry offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InquiryChoices {
    /// In the order of the rules.
    pub qualifications: Vec<InquiryChoice>,
    /// Code and name of those that keep one of several registers of a qualification.
    pub authorities: Vec<(String, Both)>,
}

impl App {
    /// What may be asked about.
    #[must_use]
    pub fn inquiry_choices(&self) -> InquiryChoices {
        let rules = self.0.rules.on(crate::today_in_japan());
        let mut choices = InquiryChoices::default();
        for id in self.0.rules.qualifications().map(ToString::to_string) {
            let Some(found) = rules.qualification(&id) else { continue };
            let keepers = rules.authorities_of(&id);
            let open = rules
                .disclosure()
                .any(|rule| rule.value().asker == ANYBODY && rule.value().qualifications.contains(&id));
            if keepers.len() > 1 {
                for keeper in &keepers {
                    let named = (keeper.code.clone(), Both::new(&keeper.name_ja, &keeper.name_en));
                    if !choices.authorities.contains(&named) {
                        choices.authorities.push(named);
                    }
                }
            }
            choices.qualifications.push(InquiryChoice {
                name: found.file().name_ja().to_owned(),
                name_en: found.file().name_en().to_owned(),
                open,
                by_prefecture: keepers.len() > 1,
                id,
            });
        }
        choices.authorities.sort_by(|(a, _), (b, _)| a.cmp(b));
        choices
    }
}
