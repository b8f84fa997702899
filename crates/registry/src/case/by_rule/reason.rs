//! Why a person decides.

/// Why a person decides.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The authority has not switched it on.
    #[error("機関が規則による決定を有効にしていません / the authority has not switched it on")]
    NotSwitchedOn,
    /// The rules name no facts for this procedure.
    #[error("この手続は規則では決定しません / this procedure is not decided by rule")]
    NotOfThisProcedure,
    /// The never-list has it.
    #[error("{label_ja}（{citation}） / {label_en} ({citation})")]
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
    #[error("{fact}を確かめた照会がありません / no source that counts has confirmed {fact}")]
    NotConfirmed {
        /// Its code.
        fact: String,
    },
    /// A source has it otherwise.
    #[error("{fact}が{source_code}と一致しません / {fact} is not as {source_code} has it")]
    NotEqual {
        /// Its code.
        fact: String,
        /// The source.
        source_code: String,
    },
    /// Its characters were replaced by substitutes.
    #[error("{fact}の文字が{source_code}で代替文字になっています / {source_code} has substitutes in {fact}")]
    Substitutes {
        /// Its code.
        fact: String,
        /// The source.
        source_code: String,
    },
    /// The answer is too old.
    #[error("{fact}の照会が古すぎます / the answer about {fact} is too old")]
    Stale {
        /// Its code.
        fact: String,
    },
}
