//! What an officer orders about a case.

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DecisionForm {
    /// The button.
    pub order: String,
    /// The version that was seen.
    pub version: String,
    /// Of a refusal.
    pub ground: String,
    /// Of a refusal.
    pub citation: String,
    /// Of a supplementation.
    pub what: String,
    /// Of a paper that arrived.
    pub document: String,
}

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Grant,
    Refuse { ground: String, citation: String },
    AskSupplement(String),
    PaperCame(String),
}

impl DecisionForm {
    /// Reads the pairs.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        Self {
            order: value(pairs, "do"),
            version: value(pairs, "version"),
            ground: value(pairs, "ground"),
            citation: value(pairs, "citation"),
            what: value(pairs, "what"),
            document: value(pairs, "document"),
        }
    }

    /// The order and the version that was seen.
    ///
    /// # Errors
    /// What is missing, at its field.
    pub(crate) fn parse(&self, lang: Lang) -> Result<(Order, i64), FieldErrors> {
        let mut errors = FieldErrors::default();
        let order = match self.order.as_str() {
            "refuse" => {
                if self.ground.is_empty() {
                    errors.add("ground", lang.t("拒否の理由を入力してください。", "Enter the ground."));
                }
                if self.citation.is_empty() {
                    errors.add("citation", lang.t("根拠の規定を入力してください。", "Enter the provision."));
                }
                Order::Refuse { ground: self.ground.clone(), citation: self.citation.clone() }
            }
            "ask-supplement" => {
                if self.what.is_empty() {
                    errors.add(
                        "what",
                        lang.t("補正の内容を入力してください。", "Enter what is to be corrected."),
                    );
                }
                Order::AskSupplement(self.what.clone())
            }
            "paper-came" => Order::PaperCame(self.document.clone()),
            // Any other button is none of ours: granting something takes the one that says so.
            "grant" => Order::Grant,
            _ => {
                errors.add("decide", lang.t("操作を選んでください。", "Choose what to do."));
                Order::Grant
            }
        };
        // A version that is no number is one that nobody saw.
        errors.or((order, self.version.parse().unwrap_or(-1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> DecisionForm {
        DecisionForm::read(&pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn an_order_is_read_and_what_is_missing_stands_at_its_field() {
        assert_eq!(form(&[("do", "grant"), ("version", "7")]).parse(Lang::En), Ok((Order::Grant, 7)));
        let errors = form(&[("do", "refuse"), ("ground", " ")]).parse(Lang::En).unwrap_err();
        assert!(!errors.at("ground").is_empty() && !errors.at("citation").is_empty());
        assert!(!form(&[("do", "ask-supplement")]).parse(Lang::Ja).unwrap_err().at("what").is_empty());
        assert!(form(&[("do", "anything")]).parse(Lang::Ja).is_err(), "no button, no decision");
        let paper = form(&[("do", "paper-came"), ("document", "old-tag"), ("version", "x")]).parse(Lang::Ja);
        assert_eq!(paper, Ok((Order::PaperCame("old-tag".to_owned()), -1)));
    }
}
