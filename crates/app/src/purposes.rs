//! What one looks for: chosen once for each work session, and kept with every look of it.

use crate::App;

/// A purpose of a work session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The word in the disclosure record.
    pub code: &'static str,
    /// In words.
    pub words: &'static str,
    /// The same in English.
    pub words_en: &'static str,
}

const PURPOSES: [Purpose; 5] = [
    Purpose {
        code: "registration",
        words: "登録・訂正などの事務",
        words_en: "Registration, corrections and the like",
    },
    Purpose { code: "inquiry", words: "照会への回答", words_en: "Answering inquiries" },
    Purpose {
        code: "certificate", words: "証明書・免許証の交付", words_en: "Issuing certificates"
    },
    Purpose {
        code: "statistics", words: "統計・名簿の点検", words_en: "Statistics, checking of registers"
    },
    Purpose { code: "audit", words: "監査", words_en: "Audit" },
];

impl App {
    /// The purposes one chooses from at sign-in.
    #[must_use]
    pub fn purposes(&self) -> Vec<Purpose> {
        PURPOSES.to_vec()
    }
}
