//! The fixed vocabulary of the rule files: each word with its code, its Japanese and its English.
//!
//! These are kinds of things, not statutory values: amounts, days and names stand in the files.

/// Declares an enum whose variants have a code (in files and on the wire) and two labels.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal, $ja:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!($en, " (", $ja, ").")] $variant,)+
        }

        impl $name {
            /// Every word with its code, in the order of declaration.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($code, Self::$variant)),+];

            /// The code used in rule files and by programs.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The word for people.
            pub const fn label(self, lang: crate::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$variant, crate::Lang::Ja) => $ja, (Self::$variant, crate::Lang::En) => $en),+
                }
            }

            /// The word with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().find(|(c, _)| *c == code).map(|(_, word)| *word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

mod deciding;
mod filing;

pub use deciding::*;
pub use filing::*;

words! {
    /// How well a value is founded. Anything but a statute is shown as 要確認 beside its source.
    #[doc(alias = "確度")]
    Confidence {
        Statute = "statute", "条文で確認", "read in the statute";
        OfficialPage = "official-page", "公的な案内で確認", "read on an official page";
        Report = "report", "報告書による", "from the 2021 report";
        Inferred = "inferred", "推定", "inferred";
    }
}

words! {
    /// From which day a deadline counts; that day itself is not counted.
    #[doc(alias = "起算事由")]
    DeadlineStart {
        Change = "change", "変更を生じた日", "the day of the change";
        Death = "death", "死亡の日", "the day of death";
        KnowingOfDeath = "knowing-of-death", "死亡の事実を知った日", "the day on which the death became known";
        TrainingCompleted = "training-completed", "研修を修了した日", "the day on which the training was completed";
        Sanction = "sanction", "処分を受けた日", "the day of the sanction";
        Found = "found", "発見した日", "the day on which it was found";
    }
}

words! {
    /// The legal form of what is filed.
    #[doc(alias = "申請・届出の別")]
    DutyKind {
        CorrectionApplication = "application-for-register-correction", "籍（名簿）の訂正の申請", "application for correction of the register";
        Notification = "notification", "届出", "notification";
        RewriteApplication = "application-for-certificate-rewrite", "登録証の書換え交付の申請", "application for rewriting of the certificate";
        ChangeRegistration = "application-for-change-registration", "変更登録の申請", "application for registration of the change";
        DeletionApplication = "application-for-deletion", "登録の消除の申請", "application for deletion";
    }
}

words! {
    /// Who has to notify a death.
    #[doc(alias = "届出義務者")]
    Notifier {
        FamilyRegister = "family-register-notifier", "戸籍法による死亡又は失踪の届出義務者", "the person who must notify under the Family Register Act";
        Heir = "heir", "相続人", "the heir";
        HeirOrLegalRepresentative = "heir-or-legal-representative", "相続人又は法定代理人", "the heir or legal representative";
    }
}

words! {
    /// Is the certificate rewritten when an item changes?
    #[doc(alias = "書換え")]
    RewritingRule {
        Compulsory = "compulsory", "必須", "compulsory";
        Optional = "optional", "任意", "optional";
        OnRequest = "on-request", "希望する場合のみ", "only on request";
    }
}

words! {
    /// The legal instrument that says so.
    #[doc(alias = "根拠法令の種類")]
    Instrument {
        Act = "act", "法律", "Act";
        CabinetOrder = "cabinet-order", "政令", "cabinet order";
        MinisterialOrder = "ministerial-order", "省令", "ministerial order";
        Practice = "practice", "取扱い", "administrative practice";
    }
}

words! {
    /// What happens to the old certificate when a new one is issued or a change registered.
    #[doc(alias = "旧免許証の扱い")]
    OldCertificate {
        Returned = "returned", "返納する", "returned";
        DestroyedByHolder = "destroyed-by-holder", "本人が確実に破棄する", "destroyed by the holder";
    }
}

words! {
    /// May a deletion be held back while a sanction is pending?
    #[doc(alias = "処分手続中の消除の保留")]
    HoldBack {
        No = "no", "保留できない", "not held back";
        May = "may", "保留できる", "may be held back";
        Must = "must", "保留しなければならない", "must be held back";
    }
}

words! {
    /// A kind of sanction.
    #[doc(alias = "処分の種類")]
    SanctionKind {
        Admonition = "admonition", "戒告", "admonition";
        Instruction = "instruction", "指示又は研修命令", "instruction or training order";
        PracticeSuspension = "practice-suspension", "業務停止", "suspension of practice";
        TitleSuspension = "title-suspension", "名称の使用停止", "suspension of the use of the title";
        Revocation = "revocation", "免許（登録）の取消し", "revocation";
        Disqualification = "disqualification", "失格処分", "disqualification ruling";
        ReEducation = "re-education", "再教育研修命令", "re-education order";
    }
}

words! {
    /// Where something is handed in.
    #[doc(alias = "受理・経由する機関")]
    Office {
        RegisteringAuthority = "registering-authority", "登録する機関", "the registering authority itself";
        PrefectureOfResidence = "prefecture-of-residence", "住所地の都道府県知事", "the prefecture of residence";
        PrefectureOfWorkplace = "prefecture-of-workplace", "就業地の都道府県知事", "the prefecture of the workplace";
        LicensingPrefecture = "licensing-prefecture", "免許を与え、又は登録をした都道府県知事", "the prefecture that licensed or registered";
        ExamPrefecture = "exam-prefecture", "試験を行った都道府県知事", "the prefecture that held the examination";
        PrefecturalAssociation = "prefectural-association", "都道府県の会", "the prefectural association";
    }
}

words! {
    /// Of which holders a rule speaks.
    #[doc(alias = "就業の有無")]
    HolderScope {
        Any = "any", "すべての者", "everybody";
        Working = "working", "業務に従事する者", "those at work in the profession";
        NotWorking = "not-working", "業務に従事しない者", "those not at work in the profession";
        Graduates = "graduates", "養成施設を卒業した者", "graduates of a training school";
        ExamPassers = "exam-passers", "試験に合格した者", "those who passed the examination";
    }
}

words! {
    /// How papers reach the office.
    #[doc(alias = "提出の方法")]
    FilingMode {
        HealthCentre = "in-person-at-health-centre", "保健所の窓口", "at the counter of the health centre";
        InPerson = "in-person", "窓口", "at the counter";
        Mail = "mail", "郵送", "by mail";
        MailOrAssociation = "mail-or-in-person-at-prefectural-association", "郵送又は都道府県の会の窓口", "by mail or at the prefectural association";
    }
}

words! {
    /// The kind of a certificate.
    #[doc(alias = "免許証等の種類")]
    CertificateKind {
        Licence = "licence", "免許証", "licence";
        LicenceCertificate = "licence-certificate", "免許証明書", "certificate of licence";
        RegistrationCertificate = "registration-certificate", "登録証", "certificate of registration";
        Card = "card", "専門員証", "card";
        Tag = "tag", "証票", "tag";
    }
}

words! {
    /// What a qualification rests on.
    #[doc(alias = "前提となる要件")]
    PrerequisiteKind {
        Exam = "exam", "試験の合格", "examination passed";
        Licence = "licence", "免許・登録", "licence or registration";
        Training = "training", "養成・研修の修了", "training completed";
        Experience = "experience", "実務経験", "work experience";
        Membership = "membership", "入会", "membership";
        Person = "person", "人についての要件", "a personal requirement";
    }
}

words! {
    /// When a legal act takes effect.
    #[doc(alias = "効力を生ずる日")]
    EffectiveOn {
        DayRegistered = "day-registered", "登録した日", "the day of registration";
        DayDecided = "day-decided", "決定した日", "the day of the decision";
        DayIssued = "day-issued", "交付した日", "the day of issue";
        EntryOrigin = "entry-origin", "もとの登録の日にさかのぼる", "the origin of the entry";
        StatedInDecision = "stated-in-decision", "処分書に定めた日（定めがなければ処分の日）", "the day stated in the decision, else the day of the decision";
        SourceDate = "source-date", "移記した元の登録の日", "the date in the register it was copied from";
        DayCompleted = "day-completed", "修了を登録した日", "the day on which completion is registered";
        DayErased = "day-erased", "消去した日", "the day of erasure";
    }
}

words! {
    /// What an authority is.
    #[doc(alias = "機関の種類")]
    AuthorityKind {
        Minister = "minister", "大臣", "minister";
        Prefecture = "prefecture", "都道府県", "prefecture";
        Body = "body", "指定登録機関等", "registration body";
        Federation = "federation", "連合会", "federation";
        Union = "union", "広域連合等", "union of prefectures";
    }
}

words! {
    /// What a published figure counts.
    #[doc(alias = "統計の種類")]
    CountKind {
        Holders = "holders", "資格保有者数", "holders";
        NewPerYear = "new-per-year", "年間の新規", "new per year";
        DeathNotices = "death-notices", "年間の死亡届出数", "death notices per year";
        ExpectedDeathNotices = "expected-death-notices", "年間の想定死亡届出数", "expected death notices per year";
    }
}
