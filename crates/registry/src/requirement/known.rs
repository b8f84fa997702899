//! A statement of the law with its ground, or the statement that there is none.

use law::{Both, Confidence, Established, Gap, Lang, Ruled};

/// On what a statement rests.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "根拠")]
pub struct Ground {
    /// Statute and article, report, or page.
    pub citation: String,
    /// How well it is founded; anything but a statute is shown as 要確認.
    pub confidence: Confidence,
    /// A remark for people, as the rule has it.
    pub note: Option<String>,
}

impl Ground {
    /// The ground of a rule.
    #[must_use]
    pub fn of<T: ?Sized>(ruled: &Ruled<'_, T>) -> Self {
        Self {
            citation: ruled.citation().to_owned(),
            confidence: ruled.confidence(),
            note: ruled.basis().note.clone(),
        }
    }

    /// Whether an officer confirms it before it is relied on.
    #[must_use]
    pub fn to_be_confirmed(&self) -> bool {
        self.confidence != Confidence::Statute
    }
}

/// Something that the rules establish, or 要確認.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "要確認")]
pub enum Known<T> {
    /// The rules say so.
    Yes {
        /// What they say.
        value: T,
        /// On what ground.
        ground: Ground,
    },
    /// The rules do not say; an officer decides.
    ToConfirm {
        /// Why, in words.
        reason: Both,
        /// The source of the not-knowing, where a file names one.
        ground: Option<Ground>,
    },
}

impl<T> Known<T> {
    /// From what the law's crate answers.
    pub fn of<U>(found: Established<Ruled<'_, U>>, value: impl FnOnce(&U) -> T) -> Self {
        match found {
            Established::Yes(ruled) => Self::Yes { value: value(ruled.value()), ground: Ground::of(&ruled) },
            Established::No(gap) => Self::gap(&gap),
        }
    }

    /// 要確認, for this gap in the rules.
    #[must_use]
    pub fn gap(gap: &Gap) -> Self {
        let ground = match gap {
            Gap::NotEstablished { basis: Some(basis), .. } => Some(Ground {
                citation: basis.citation.clone(),
                confidence: basis.confidence,
                note: basis.note.clone(),
            }),
            _ => None,
        };
        Self::ToConfirm { reason: Both::new(gap.message(Lang::Ja), gap.message(Lang::En)), ground }
    }

    /// What the rules establish.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Yes { value, .. } => Some(value),
            Self::ToConfirm { .. } => None,
        }
    }

    /// The ground, where there is one.
    pub const fn ground(&self) -> Option<&Ground> {
        match self {
            Self::Yes { ground, .. } => Some(ground),
            Self::ToConfirm { ground, .. } => ground.as_ref(),
        }
    }

    /// Whether the rules leave it open.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::ToConfirm { .. })
    }
}
