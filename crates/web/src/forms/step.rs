//! The form of a step that is confirmed on a page of its own.

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// How an officer says that this is what they want.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Confirm {
    /// By a tick.
    Tick,
    /// By typing how many entries it changes: a large number is not clicked away.
    Count(u64),
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StepForm {
    /// On what ground.
    pub ground: String,
    /// A tick, or a number.
    pub confirm: String,
    /// What was seen when the page was shown.
    pub seen: String,
}

impl StepForm {
    /// Reads the pairs.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        Self { ground: value(pairs, "ground"), confirm: value(pairs, "confirm"), seen: value(pairs, "seen") }
    }

    /// What is missing, at its field.
    ///
    /// # Errors
    /// When anything is.
    pub(crate) fn check(
        &self,
        lang: Lang,
        (wants_ground, confirm): (bool, Confirm),
    ) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if wants_ground && self.ground.is_empty() {
            errors.add("ground", lang.t("理由を入力してください。", "State the ground."));
        }
        match confirm {
            Confirm::Tick if self.confirm != "yes" => {
                errors.add(
                    "confirm",
                    lang.t(
                        "内容を確かめて、チェックを入れてください。",
                        "Read what will happen, and tick the box.",
                    ),
                );
            }
            Confirm::Count(wanted) if number(&self.confirm) != Some(wanted) => {
                errors.add(
                    "confirm",
                    lang.t(
                        "上に示した件数と違います。件数を確かめて入力してください。",
                        "This is not the number shown above. Look at it again, and enter it.",
                    ),
                );
            }
            Confirm::Tick | Confirm::Count(_) => {}
        }
        errors.or(())
    }
}

/// A number as people type it: in either width, with commas, with 件.
fn number(text: &str) -> Option<u64> {
    let digits = text.chars().filter(|c| !matches!(c, ',' | '，' | '件' | ' ' | '　'));
    let plain = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        c => c,
    };
    digits.map(plain).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(ground: &str, confirm: &str) -> StepForm {
        StepForm { ground: ground.to_owned(), confirm: confirm.to_owned(), seen: String::new() }
    }

    #[test]
    fn a_step_has_a_ground_and_a_yes() {
        assert_eq!(form("x", "yes").check(Lang::Ja, (true, Confirm::Tick)), Ok(()));
        let errors = form("", "").check(Lang::En, (true, Confirm::Tick)).unwrap_err();
        assert!(!errors.at("ground").is_empty() && !errors.at("confirm").is_empty());
        assert_eq!(form("", "yes").check(Lang::Ja, (false, Confirm::Tick)), Ok(()));
    }

    #[test]
    fn a_number_is_typed_as_people_type_it() {
        for typed in ["34102", "34,102", "３４，１０２件", "34 102"] {
            assert_eq!(form("", typed).check(Lang::Ja, (false, Confirm::Count(34_102))), Ok(()), "{typed}");
        }
        for typed in ["", "yes", "3410", "34103", "-34102"] {
            assert!(form("", typed).check(Lang::Ja, (false, Confirm::Count(34_102))).is_err(), "{typed}");
        }
    }
}
