//! References between files: every code that a file names must exist.

mod numbers;
mod shared;

use crate::model::{AuthorityParts, Qualification};
use crate::problem::{RuleError, nearest, place};
use crate::rules::{RuleFile, Rules};

/// A code that a file names, and the file that should know it.
struct Reference<'q> {
    code: &'q str,
    kind: (&'static str, &'static str),
    line: usize,
}

/// The references of all files that lead nowhere.
pub(crate) fn dangling(rules: &Rules, files: &[RuleFile]) -> Vec<RuleError> {
    let items: Vec<&str> = rules.items().iter().map(|i| i.code.as_str()).collect();
    let documents: Vec<&str> = rules.shared.documents.iter().map(|d| d.code.as_str()).collect();
    let laws: Vec<&str> = rules.laws().iter().map(|l| l.title.as_str()).collect();
    let families: Vec<&str> = rules.families().iter().map(|f| f.id.as_str()).collect();
    let ids: Vec<&str> = rules.qualifications().map(crate::QualificationId::as_str).collect();
    let mut authorities: Vec<&str> = rules.authorities().iter().map(|a| a.code.as_str()).collect();
    authorities.push(AuthorityParts::PREFECTURES);
    let mut errors = shared::dangling(rules, files);
    errors.append(&mut numbers::gaps(rules, files));
    for q in rules.qualifications.values() {
        let text = files.iter().find(|f| f.path == q.path).map_or("", |f| f.text.as_str());
        let mut look = |known: &[&str], references: Vec<Reference<'_>>| {
            let missing = references.into_iter().filter(|r| !known.contains(&r.code));
            errors.extend(missing.map(|r| error(q, text, &r, known)));
        };
        look(&items, items_of(q));
        look(&documents, documents_of(q));
        look(&laws, plain(&q.laws, ("法令", "statute")));
        look(&families, vec![Reference { code: &q.family, kind: ("類型", "family"), line: 1 }]);
        look(&authorities, authorities_of(q));
        look(&ids, prerequisites_of(q));
    }
    errors
}

fn error(q: &Qualification, text: &str, reference: &Reference<'_>, known: &[&str]) -> RuleError {
    let code = reference.code;
    let quoted = format!("\"{code}\"");
    // The place is the first one at or after the table's line where the code stands in quotes.
    let table = text.split_inclusive('\n').take(reference.line.saturating_sub(1)).map(str::len).sum();
    let found = text.get(table..).and_then(|t| t.find(&quoted)).map_or(table, |at| table + at);
    let (line, column) = place(text, found);
    let near = nearest(code, known);
    let (kind_ja, kind_en) = reference.kind;
    let hint_ja = near.map_or(String::new(), |n| format!("。{n} のことですか"));
    let hint_en = near.map_or(String::new(), |n| format!("; did you mean {n}?"));
    RuleError {
        path: q.path.clone(),
        line,
        column,
        message_ja: format!("知らない{kind_ja} {code} です{hint_ja}"),
        message_en: format!("unknown {kind_en} {code}{hint_en}"),
        nearest: near.map(str::to_owned),
    }
}

fn plain<'q>(codes: &'q [String], kind: (&'static str, &'static str)) -> Vec<Reference<'q>> {
    codes.iter().map(|code| Reference { code, kind, line: 1 }).collect()
}

fn items_of(q: &Qualification) -> Vec<Reference<'_>> {
    let kind = ("登録事項", "item");
    let registers = q.register.iter().filter_map(|d| Some((d.basis.line, &d.value.as_ref().ok()?.items)));
    let changes = q.change.iter().filter_map(|d| Some((d.basis.line, &d.value.as_ref().ok()?.triggers)));
    let rewritten = q.rewriting.iter().filter_map(|d| Some((d.basis.line, &d.value.as_ref().ok()?.items)));
    registers
        .chain(changes)
        .chain(rewritten)
        .flat_map(|(line, codes)| codes.iter().map(move |code| Reference { code, kind, line }))
        .collect()
}

fn documents_of(q: &Qualification) -> Vec<Reference<'_>> {
    let kind = ("書類", "document");
    let mut all = Vec::new();
    for keyed in &q.attachments {
        let line = keyed.dated.basis.line;
        all.push(Reference { code: &keyed.key.code, kind, line });
        let Ok(attachment) = &keyed.dated.value else {
            continue;
        };
        let ways = attachment.online.iter().filter_map(|d| d.value.as_ref().ok());
        all.extend(ways.map(|way| Reference { code: &way.0, kind, line }));
    }
    all
}

fn authorities_of(q: &Qualification) -> Vec<Reference<'_>> {
    let kind = ("機関", "authority");
    let mut all = Vec::new();
    for dated in &q.authority {
        let Ok(parts) = &dated.value else { continue };
        let line = dated.basis.line;
        let codes = parts.licenses.iter().chain(&parts.keeps).chain(&parts.sanctions);
        all.extend(codes.map(|code| Reference { code, kind, line }));
    }
    for keyed in &q.fees {
        let line = keyed.dated.basis.line;
        let payee = keyed.dated.value.as_ref().ok().and_then(|f| f.payee.as_ref());
        let codes = keyed.key.authority.iter().chain(payee);
        all.extend(codes.map(|code| Reference { code, kind, line }));
    }
    all
}

fn prerequisites_of(q: &Qualification) -> Vec<Reference<'_>> {
    let of = q.prerequisites.iter().filter_map(|d| {
        let code = d.value.as_ref().ok()?.qualification.as_deref()?;
        Some(Reference { code, kind: ("資格", "qualification"), line: d.basis.line })
    });
    of.collect()
}
