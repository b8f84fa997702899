//! All rule files together.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};
use jiff::civil::Date;

use crate::decode::{Node, read_file};
use crate::example::Example;
use crate::model::{Document, Item, Law, Qualification, QualificationId, Shared};
use crate::on::RulesOn;
use crate::problem::{Both, RuleError, nearest};
use crate::{Authority, Calendar, Family};

/// One file, as it was read by somebody who may read files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// Its path below (or with) `rules/`, with `/` between the parts.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Every rule file, parsed and checked.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(crate) shared: Shared,
    pub(crate) qualifications: BTreeMap<QualificationId, Qualification>,
    pub(crate) examples: Vec<Example>,
    digest: RulesDigest,
}

/// SHA-256 over the sorted paths and texts of the rules, without the examples: what a decision records of the
/// rules it was taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "規則の要約値")]
pub struct RulesDigest([u8; 32]);

impl RulesDigest {
    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for RulesDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a file is, by its path.
enum Kind<'p> {
    Qualification,
    Example(&'p str),
    Shared(&'p str),
    Elsewhere,
}

fn kind(path: &str) -> Kind<'_> {
    let inner = below_root(path);
    match inner.split_once('/') {
        None => Kind::Shared(inner),
        Some(("qualifications", _)) => Kind::Qualification,
        Some(("examples", rest)) => Kind::Example(rest.split('/').next().unwrap_or_default()),
        Some(_) => Kind::Elsewhere,
    }
}

/// The path without whatever leads to the folder of the rules.
fn below_root(path: &str) -> &str {
    let folders = ["qualifications/", "examples/", "import/"];
    let start = folders.iter().filter_map(|f| {
        let at = path.rfind(f)?;
        (at == 0 || path.get(..at).is_some_and(|p| p.ends_with('/'))).then_some(at)
    });
    let start = start.min().or_else(|| path.rfind('/').map(|at| at + 1)).unwrap_or(0);
    path.get(start..).unwrap_or(path)
}

impl Rules {
    /// Parses the files. Only `.toml` files are looked at; mappings of `import/` belong to somebody else.
    ///
    /// # Errors
    /// Every fault of every file, in the order of the paths.
    pub fn parse(files: &[RuleFile]) -> Result<Self, Vec<RuleError>> {
        let mut sorted: Vec<&RuleFile> = files.iter().filter(|f| f.path.ends_with(".toml")).collect();
        sorted.sort_by(|a, b| below_root(&a.path).cmp(below_root(&b.path)));
        let mut rules = Self {
            shared: Shared::default(),
            qualifications: BTreeMap::new(),
            examples: Vec::new(),
            digest: digest(&sorted),
        };
        let mut errors = Vec::new();
        for file in sorted {
            if let Err(mut faults) = rules.read(file) {
                errors.append(&mut faults);
            }
        }
        // A file that could not be read would make every reference to it look wrong as well.
        if errors.is_empty() {
            errors = crate::refer::dangling(&rules, files);
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    fn read(&mut self, file: &RuleFile) -> Result<(), Vec<RuleError>> {
        let path = file.path.as_str();
        match kind(path) {
            Kind::Qualification => {
                let q = read_file(path, &file.text, |node| Qualification::read(node, path))?;
                self.qualifications.insert(q.id.clone(), q);
            }
            Kind::Example(id) => {
                let mut examples =
                    read_file(path, &file.text, |node| Some(Example::read_all(node, path, id)))?;
                self.examples.append(&mut examples);
            }
            Kind::Shared(name) => {
                let shared = &mut self.shared;
                if name == "families.toml" {
                    path.clone_into(&mut shared.families_path);
                }
                read_file(path, &file.text, |node| read_shared(shared, name, node))?;
            }
            Kind::Elsewhere => {}
        }
        Ok(())
    }

    /// The digest of the rules (not of their examples).
    pub const fn digest(&self) -> RulesDigest {
        self.digest
    }

    /// The rules as they stand on a day.
    pub const fn on(&self, day: Date) -> RulesOn<'_> {
        RulesOn::new(self, day)
    }

    /// The ids of all qualifications, sorted.
    pub fn qualifications(&self) -> impl Iterator<Item = &QualificationId> {
        self.qualifications.keys()
    }

    /// One qualification's file, for what does not depend on a day (names, family, sources, counts).
    pub fn qualification(&self, id: &str) -> Option<&Qualification> {
        self.qualifications.get(id)
    }

    /// The known id nearest to `id`, for a message.
    pub fn nearest_id(&self, id: &str) -> Option<&str> {
        let ids: Vec<&str> = self.qualifications.keys().map(QualificationId::as_str).collect();
        nearest(id, &ids)
    }

    /// All items that a register may hold.
    pub fn items(&self) -> &[Item] {
        &self.shared.items
    }

    /// One item by its code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.shared.items.iter().find(|i| i.code == code)
    }

    /// One document or on-line way by its code.
    pub fn document(&self, code: &str) -> Option<&Document> {
        self.shared.documents.iter().find(|d| d.code == code)
    }

    /// All statutes.
    pub fn laws(&self) -> &[Law] {
        &self.shared.laws
    }

    /// One statute by its short title.
    pub fn law(&self, title: &str) -> Option<&Law> {
        self.shared.laws.iter().find(|l| l.title == title)
    }

    /// All authorities.
    pub fn authorities(&self) -> &[Authority] {
        &self.shared.authorities
    }

    /// One authority by its code, whatever the day.
    pub fn authority(&self, code: &str) -> Option<&Authority> {
        self.shared.authorities.iter().find(|a| a.code == code)
    }

    /// The families and what their members share.
    pub fn families(&self) -> &[Family] {
        &self.shared.families
    }

    /// The closed days of offices.
    pub const fn calendar(&self) -> &Calendar {
        &self.shared.calendar
    }

    /// All examples.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }
}

fn read_shared(shared: &mut Shared, name: &str, node: &Node<'_>) -> Option<()> {
    let read = shared.read(name, node);
    if read.is_none() && !Shared::FILES.contains(&name) {
        node.accept_all();
        let near = nearest(name, Shared::FILES);
        let known = near.map_or_else(|| Shared::FILES.join(", "), str::to_owned);
        node.fault(
            format!("知らない規則ファイル {name} です（{known} ?）"),
            format!("unknown rule file {name} ({known}?)"),
        );
    }
    read
}

fn digest(sorted: &[&RuleFile]) -> RulesDigest {
    let mut context = Context::new(&SHA256);
    // Examples are tests of the law and not the law; mappings of imports are neither.
    let law = |f: &&&RuleFile| matches!(kind(&f.path), Kind::Qualification | Kind::Shared(_));
    for file in sorted.iter().filter(law) {
        // Lengths go in first, so that no two lists of files run together to the same bytes.
        for part in [below_root(&file.path), &file.text] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    RulesDigest(bytes)
}

impl From<&RuleError> for Both {
    fn from(error: &RuleError) -> Self {
        Self::new(&error.message_ja, &error.message_en)
    }
}
