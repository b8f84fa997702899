//! What an officer orders about a case.

use app::{Agreed, OpenLine};

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
    /// Of an applicant whom no list has exactly.
    pub exam_ground: String,
    /// Which open amount: kind and procedure.
    pub line: String,
    /// How much it is.
    pub yen: String,
    /// On what ground.
    pub yen_ground: String,
    /// The number under which stamps are kept.
    pub receipt: String,
    /// How much they are.
    pub stamps: String,
    /// A source to be asked again.
    pub source: String,
    /// The way in which another means came.
    pub way: String,
}

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Grant,
    GrantOn(String),
    Refuse {
        ground: String,
        citation: String,
    },
    AskSupplement(String),
    PaperCame(String),
    FixAmount(Agreed),
    StampsCame(String, u32),
    AskAgain(String),
    MeansCame(String),
    SupplementCame,
    /// The corrected paper of an application that came on paper is to be typed.
    Retype,
    /// Whoever applied on paper takes it back in writing.
    Withdraw,
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
            exam_ground: value(pairs, "exam_ground"),
            line: value(pairs, "line"),
            yen: value(pairs, "yen"),
            yen_ground: value(pairs, "yen_ground"),
            receipt: value(pairs, "receipt"),
            stamps: value(pairs, "stamps"),
            source: value(pairs, "source"),
            way: value(pairs, "way"),
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
            "fix-amount" => self.fixed(lang, &mut errors),
            "stamps-came" => {
                if self.receipt.is_empty() {
                    errors.add(
                        "receipt",
                        lang.t(
                            "保管の番号を入力してください。",
                            "Enter the number under which they are kept.",
                        ),
                    );
                }
                Order::StampsCame(self.receipt.clone(), yen(("stamps", &self.stamps), lang, &mut errors))
            }
            "ask-again" => Order::AskAgain(self.source.clone()),
            "means-came" => Order::MeansCame(self.way.clone()),
            "supplement-came" => Order::SupplementCame,
            "retype" => Order::Retype,
            "withdraw" => Order::Withdraw,
            // Any other button is none of ours: granting something takes the one that says so.
            "grant" if !self.exam_ground.is_empty() => Order::GrantOn(self.exam_ground.clone()),
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

impl DecisionForm {
    /// Whether this open amount was chosen.
    pub(crate) fn is_line(&self, line: &OpenLine) -> bool {
        self.line == format!("{} {}", line.kind, line.procedure)
    }

    fn fixed(&self, lang: Lang, errors: &mut FieldErrors) -> Order {
        if self.yen_ground.is_empty() {
            errors
                .add("yen_ground", lang.t("額の根拠を入力してください。", "Enter the ground of the amount."));
        }
        let Some((kind, procedure)) = self.line.split_once(' ') else {
            errors.add("line", lang.t("どの額かを選んでください。", "Choose which amount."));
            return Order::Grant;
        };
        Order::FixAmount(Agreed {
            kind: kind.to_owned(),
            procedure: procedure.to_owned(),
            yen: Some(yen(("yen", &self.yen), lang, errors)),
            citation: self.yen_ground.clone(),
        })
    }
}

/// An amount as people write it: in digits of either width, with commas or the word behind it.
fn yen((field, typed): (&'static str, &str), lang: Lang, errors: &mut FieldErrors) -> u32 {
    digits(typed).parse().unwrap_or_else(|_| {
        errors.add(field, lang.t("金額を数字で入力してください。", "Enter the amount in digits."));
        0
    })
}

/// The digits of an amount.
pub(super) fn digits(typed: &str) -> String {
    let plain = |c: char| {
        u32::from(c).checked_sub(u32::from('０')).and_then(|n| char::from_digit(n, 10)).unwrap_or(c)
    };
    let amount = typed.trim_end_matches(['円', ' ', '　']).chars();
    amount.filter(|c| !matches!(c, ',' | '，' | '、')).map(plain).collect()
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
        let fixed =
            [("do", "fix-amount"), ("line", "fee change"), ("yen", "１，０００円"), ("yen_ground", "条例")];
        let agreed = |yen| Agreed {
            kind: "fee".to_owned(),
            procedure: "change".to_owned(),
            yen: Some(yen),
            citation: "条例".to_owned(),
        };
        assert_eq!(form(&fixed).parse(Lang::Ja), Ok((Order::FixAmount(agreed(1_000)), -1)));
        assert!(
            !form(&[("do", "fix-amount"), ("yen", "いくらか")])
                .parse(Lang::Ja)
                .unwrap_err()
                .at("line")
                .is_empty()
        );
        let stamps = form(&[("do", "stamps-came"), ("receipt", "S-1"), ("stamps", "1.5")]).parse(Lang::En);
        assert!(!stamps.unwrap_err().at("stamps").is_empty());
        let ground = form(&[("do", "grant"), ("exam_ground", "合格証書")]).parse(Lang::En);
        assert_eq!(ground, Ok((Order::GrantOn("合格証書".to_owned()), -1)));
        let paper = form(&[("do", "paper-came"), ("document", "old-tag"), ("version", "x")]).parse(Lang::Ja);
        assert_eq!(paper, Ok((Order::PaperCame("old-tag".to_owned()), -1)));
    }
}
