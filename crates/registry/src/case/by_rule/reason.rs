//! Why a person decides.

use law::Both;

/// Why a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The authority has not switched it on.
    NotSwitchedOn,
    /// The rules name no facts for this procedure.
    NotOfThisProcedure,
    /// The never-list has it.
    Never {
        /// Its code.
        code: String,
        /// In words.
        label_ja: String,
        /// In words.
        label_en: String,
        /// The rule.
        citation: String,
    },
    /// No source that counts has given this fact exactly.
    NotConfirmed {
        /// Its code.
        fact: String,
    },
    /// A source has it otherwise.
    NotEqual {
        /// Its code.
        fact: String,
        /// The source.
        source_code: String,
    },
    /// Its characters were replaced by substitutes.
    Substitutes {
        /// Its code.
        fact: String,
        /// The source.
        source_code: String,
    },
    /// The answer is too old.
    Stale {
        /// Its code.
        fact: String,
    },
}

impl Reason {
    /// In the words of each language; `name` says what a fact or a source is called in them.
    #[must_use]
    pub fn words(&self, name: impl Fn(&str) -> Both) -> Both {
        match self {
            Self::NotSwitchedOn => {
                Both::new("機関が規則による決定を有効にしていません", "the authority has not switched it on")
            }
            Self::NotOfThisProcedure => {
                Both::new("この手続は規則では決定しません", "this procedure is not decided by rule")
            }
            Self::Never { label_ja, label_en, citation, .. } => {
                Both::new(format!("{label_ja}（{citation}）"), format!("{label_en} ({citation})"))
            }
            Self::NotConfirmed { fact } => {
                let Both { ja, en } = name(fact);
                Both::new(
                    format!("「{ja}」を確かめた照会がありません"),
                    format!("no source that counts has confirmed {en}"),
                )
            }
            Self::NotEqual { fact, source_code } => {
                let (fact, source) = (name(fact), name(source_code));
                Both::new(
                    format!("「{}」が「{}」と一致しません", fact.ja, source.ja),
                    format!("{} is not as {} has it", fact.en, source.en),
                )
            }
            Self::Substitutes { fact, source_code } => {
                let (fact, source) = (name(fact), name(source_code));
                Both::new(
                    format!("「{}」の文字が「{}」で代替文字になっています", fact.ja, source.ja),
                    format!("{} has substitutes in {}", source.en, fact.en),
                )
            }
            Self::Stale { fact } => {
                let Both { ja, en } = name(fact);
                Both::new(format!("「{ja}」の照会が古すぎます"), format!("the answer about {en} is too old"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_stroke_is_not_cut() {
        let name = |code: &str| Both::new(format!("{code} / 名"), format!("{code} / name"));
        let (fact, source_code) = ("birth".to_owned(), "koseki".to_owned());
        let reasons = [
            Reason::NotConfirmed { fact: fact.clone() },
            Reason::NotEqual { fact: fact.clone(), source_code: source_code.clone() },
            Reason::Substitutes { fact: fact.clone(), source_code },
            Reason::Stale { fact },
        ];
        for reason in reasons {
            let Both { ja, en } = reason.words(name);
            assert!(ja.contains("「birth / 名」") && !ja.contains("name"), "{ja}");
            assert!(en.contains("birth / name") && !en.contains("名"), "{en}");
        }
        let never = Reason::Never {
            code: "sex".to_owned(),
            label_ja: "性別 / 国籍".to_owned(),
            label_en: "sex / nationality".to_owned(),
            citation: "看護師籍".to_owned(),
        };
        let words = never.words(name);
        assert_eq!(
            (words.ja, words.en),
            ("性別 / 国籍（看護師籍）".to_owned(), "sex / nationality (看護師籍)".to_owned())
        );
    }
}
