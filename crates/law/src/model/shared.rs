//! The files that belong to no single qualification.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::dated::Dated;
use crate::decode::Node;
use crate::model::Authority;
use crate::words::EffectiveOn;

/// An item that a register may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録事項")]
pub struct Item {
    /// Its code (`registration-number`, `domicile` …).
    pub code: String,
    /// Its Japanese label.
    pub label_ja: String,
    /// Its English label.
    pub label_en: String,
    /// Does it identify the person (an equal one is needed for linking)?
    pub identity: bool,
}

impl Item {
    fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let identity = node.opt_bool("identity").unwrap_or(false);
        Some(Self { code: code?, label_ja: label_ja?, label_en: label_en?, identity })
    }
}

/// A document or an on-line way, by its code, with the greatest age at which it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "添付書類の種類")]
pub struct Document {
    /// Its code.
    pub code: String,
    /// Its Japanese label.
    pub label_ja: String,
    /// Its English label.
    pub label_en: String,
    /// Greatest age in months at which it is taken.
    pub max_age_months: Vec<Dated<u32>>,
}

impl Document {
    fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let max_age_months = node.tables("max_age", |n| Dated::read(n, |n| n.number("months")));
        Some(Self { code: code?, label_ja: label_ja?, label_en: label_en?, max_age_months })
    }
}

/// What somebody without Japanese nationality attaches instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "日本国籍を有しない者の添付書類")]
pub struct Alternative {
    /// Codes of the documents in whose place it stands.
    pub for_documents: Vec<String>,
    /// Of whom it speaks (code).
    pub holder: String,
    /// Of whom it speaks, in words.
    pub holder_ja: String,
    /// The document in words.
    pub label_ja: String,
    /// The document in words.
    pub label_en: String,
}

impl Alternative {
    fn read(node: &Node<'_>) -> Option<Self> {
        let holder = node.text("holder");
        let holder_ja = node.text("holder_ja");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            for_documents: node.texts("for"),
            holder: holder?,
            holder_ja: holder_ja?,
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

/// A statute: short title, number, and its id in the national law database where the number gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "法令")]
pub struct Law {
    /// Short title (医師法).
    pub title: String,
    /// Number (昭和23年法律第201号).
    pub number: String,
    /// e-Gov 法令ID; none: not established.
    pub egov_id: Option<String>,
}

impl Law {
    fn read(node: &Node<'_>) -> Option<Self> {
        let title = node.text("title");
        let number = node.text("number");
        let egov_id = node.opt_text("egov_id");
        Some(Self { title: title?, number: number?, egov_id })
    }
}

/// How a legal act of the ledger takes effect, and where its own citation is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録に関する行為")]
pub struct ActRule {
    /// Its code in the ledger.
    pub code: String,
    /// Its Japanese name.
    pub name_ja: String,
    /// Its English name.
    pub name_en: String,
    /// When it takes effect.
    pub effective_on: EffectiveOn,
    /// The topic of a qualification's file whose citation is the act's ground there.
    pub topic: Option<String>,
}

impl ActRule {
    fn read(node: &Node<'_>) -> Option<Self> {
        let name_ja = node.text("name_ja");
        let name_en = node.text("name_en");
        let effective_on = node.word("effective_on", EffectiveOn::ALL);
        let topic = node.opt_text("topic");
        Some(Self {
            code: String::new(),
            name_ja: name_ja?,
            name_en: name_en?,
            effective_on: effective_on?,
            topic,
        })
    }
}

/// Who may learn which items of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "開示の範囲")]
pub struct DisclosureRule {
    /// The asker (`anybody`, `consented`, `legal-ground`, `holder`, `authority`).
    pub asker: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Qualifications; empty: all.
    pub qualifications: Vec<String>,
    /// Items that may be shown; empty: those named in the consent or ground.
    pub items: Vec<String>,
}

impl DisclosureRule {
    fn read(node: &Node<'_>) -> Option<Self> {
        let asker = node.text("asker");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            qualifications: node.texts("qualifications"),
            items: node.texts("items"),
            asker: asker?,
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

/// A way by which an entry may be linked to a person without an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "初期設定")]
pub struct LinkingWay {
    /// Its code.
    pub code: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Items all of which must be in the register and equal to the character.
    pub items: Vec<String>,
    /// Also every identity item that the register holds.
    pub every_identity_item: bool,
    /// Must exactly one person have them?
    pub unique_person: bool,
    /// What the holder shows.
    pub proof: Option<String>,
}

impl LinkingWay {
    fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            items: node.texts("items"),
            every_identity_item: node.opt_bool("every_identity_item").unwrap_or(false),
            unique_person: node.opt_bool("unique_person").unwrap_or(false),
            proof: node.opt_text("proof"),
            code: code?,
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

/// For how long something is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "保存期間")]
pub struct Retention {
    /// What is kept (`idempotency-key`, `draft`, `upload`, `deleted-entry` …).
    pub what: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// Days; none: without end.
    pub days: Option<u32>,
}

impl Retention {
    fn read(node: &Node<'_>) -> Option<Self> {
        let what = node.text("what");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let days = node.opt_number("days");
        Some(Self { what: what?, label_ja: label_ja?, label_en: label_en?, days })
    }
}

/// A family whose members must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "資格の類型")]
pub struct Family {
    /// Its id.
    pub id: String,
    /// Its Japanese description.
    pub name_ja: String,
    /// Its English description.
    pub name_en: String,
    /// What its members share.
    pub shares: Vec<FamilyAxis>,
    /// The line in its file.
    pub line: usize,
}

/// One thing that the members of a family share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyAxis {
    /// Its name (`change.deadline`, `tax.change` …; `check` lists them).
    pub axis: String,
    /// Members for which it is known to differ.
    pub except: Vec<String>,
    /// The line in its file.
    pub line: usize,
}

impl Family {
    fn read(node: &Node<'_>) -> Option<Self> {
        let id = node.text("id");
        let name_ja = node.text("name_ja");
        let name_en = node.text("name_en");
        let shares = node.tables("shares", |n| {
            let axis = n.text("axis");
            Some(FamilyAxis { axis: axis?, except: n.texts("except"), line: n.line() })
        });
        Some(Self { id: id?, name_ja: name_ja?, name_en: name_en?, shares, line: node.line() })
    }
}

/// All shared files together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared {
    pub(crate) items: Vec<Item>,
    pub(crate) documents: Vec<Document>,
    pub(crate) alternatives: Vec<Dated<Alternative>>,
    pub(crate) laws: Vec<Law>,
    pub(crate) authorities: Vec<Authority>,
    pub(crate) acts: BTreeMap<String, Vec<Dated<ActRule>>>,
    pub(crate) disclosure: Vec<Dated<DisclosureRule>>,
    pub(crate) linking: Vec<Dated<LinkingWay>>,
    pub(crate) retention: Vec<Dated<Retention>>,
    pub(crate) families: Vec<Family>,
    pub(crate) families_on: Vec<Date>,
    pub(crate) families_path: String,
    pub(crate) calendar: Calendar,
}

impl Shared {
    /// The names of the shared files.
    pub(crate) const FILES: &'static [&'static str] = &[
        "items.toml",
        "documents.toml",
        "laws.toml",
        "authorities.toml",
        "acts.toml",
        "disclosure.toml",
        "linking.toml",
        "retention.toml",
        "families.toml",
        "calendar.toml",
    ];

    /// Reads one shared file by its name; `None` where the name is not known.
    pub(crate) fn read(&mut self, name: &str, node: &Node<'_>) -> Option<()> {
        match name {
            "items.toml" => self.items = node.tables("item", Item::read),
            "documents.toml" => {
                self.documents = node.tables("document", Document::read);
                self.alternatives = node.tables("alternative", |n| Dated::read(n, Alternative::read));
            }
            "laws.toml" => self.laws = node.tables("law", Law::read),
            "authorities.toml" => self.authorities = node.tables("authority", Authority::read),
            "acts.toml" => self.read_acts(node),
            "disclosure.toml" => {
                self.disclosure = node.tables("may", |n| Dated::read(n, DisclosureRule::read));
            }
            "linking.toml" => self.linking = node.tables("way", |n| Dated::read(n, LinkingWay::read)),
            "retention.toml" => self.retention = node.tables("keep", |n| Dated::read(n, Retention::read)),
            "families.toml" => {
                self.families_on = node.dates("check_on");
                self.families = node.tables("family", Family::read);
            }
            "calendar.toml" => self.calendar = Calendar::read(node)?,
            _ => return None,
        }
        Some(())
    }

    fn read_acts(&mut self, node: &Node<'_>) {
        let acts = node.tables("act", |n| {
            let code = n.text("code");
            let dated = Dated::read(n, ActRule::read);
            Some((code?, dated?))
        });
        for (code, mut dated) in acts {
            if let Ok(rule) = &mut dated.value {
                rule.code.clone_from(&code);
            }
            self.acts.entry(code).or_default().push(dated);
        }
    }
}
