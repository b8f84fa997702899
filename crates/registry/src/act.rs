//! The legal acts that the ledger records.

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident $code:literal $ja:literal $en:literal),+ $(,)?) => {
        /// A legal act upon an entry. What it needs and when it takes effect stands in `rules/acts.toml`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Act { $($(#[$doc])* $name),+ }

        impl Act {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code in the ledger, the rule files and the JSON.
            #[must_use]
            pub const fn code(self) -> &'static str { match self { $(Self::$name => $code),+ } }

            /// The words for people.
            #[must_use]
            pub const fn label(self) -> (&'static str, &'static str) { match self { $(Self::$name => ($ja, $en)),+ } }

            /// The act of a code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$name),)+ _ => None } }
        }
    };
}

acts! {
    /// An entry taken over from the register as it was kept before.
    #[doc(alias = "移記")]
    Transcription "transcription" "移記（旧籍からの取込み）" "Transcription from the former register",
    /// A new registration or licence.
    #[doc(alias = "登録")]
    NewRegistration "new-registration" "新規登録" "New registration",
    /// Correction of registered items after a change of facts.
    #[doc(alias = "籍の訂正")]
    RegisterCorrection "correction" "籍の訂正" "Correction of the register",
    /// Correction of a slip of the authority; takes effect at the entry's origin.
    #[doc(alias = "誤記訂正")]
    ClericalCorrection "clerical-correction" "誤記の訂正" "Correction of a clerical error",
    /// The certificate written anew after a change.
    #[doc(alias = "書換交付")]
    CertificateRenewal "certificate-renewal" "書換交付" "Renewal of the certificate",
    /// The certificate issued again after loss or damage.
    #[doc(alias = "再交付")]
    CertificateReissue "certificate-reissue" "再交付" "Re-issue of the certificate",
    /// 戒告.
    #[doc(alias = "戒告")]
    Admonition "admonition" "戒告" "Admonition",
    /// 業務停止, until a date.
    #[doc(alias = "業務停止")]
    PracticeSuspension "practice-suspension" "業務の停止" "Suspension of practice",
    /// 名称使用停止, until a date.
    #[doc(alias = "名称使用停止")]
    TitleSuspension "title-suspension" "名称使用の停止" "Suspension of the use of the title",
    /// 免許の取消し.
    #[doc(alias = "免許の取消し")]
    Revocation "revocation" "免許・登録の取消し" "Revocation",
    /// 再教育研修を修了した旨.
    #[doc(alias = "再教育研修")]
    ReEducation "re-education" "再教育研修の修了" "Re-education completed",
    /// 抹消・消除, with its reason.
    #[doc(alias = "抹消")]
    #[doc(alias = "消除")]
    Deletion "deletion" "登録の抹消" "Deletion",
    /// A deletion taken back, as of its own day.
    #[doc(alias = "回復")]
    Restoration "restoration" "登録の回復" "Restoration",
    /// 再免許 after a revocation.
    #[doc(alias = "再免許")]
    Relicence "re-licence" "再免許" "Re-licence",
    /// The entry goes to another prefecture (介護支援専門員): a new entry there continues it.
    #[doc(alias = "登録の移転")]
    TransferOut "transfer-out" "登録の移転（転出）" "Transfer to another prefecture",
    /// The entry came from another prefecture.
    TransferIn "transfer-in" "登録の移転（転入）" "Transfer from another prefecture",
    /// The body of an earlier record emptied, by order of law.
    Erasure "erasure" "記録本文の消去" "Erasure of a record's body",
}

impl Act {
    /// Whether the act begins an entry.
    #[must_use]
    pub const fn begins(self) -> bool {
        matches!(self, Self::Transcription | Self::NewRegistration | Self::TransferIn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_found_by_its_code() {
        for act in Act::ALL {
            assert_eq!(Act::of_code(act.code()), Some(*act));
        }
        assert_eq!(Act::of_code("marriage"), None);
    }
}
