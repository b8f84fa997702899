//! What one qualification of each family asks, as a page to be read: `shown/<family>.txt`. `UPDATE_GENERATED=1` writes
//! them anew; somebody who knows the law reads the difference.

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::date;
use law::{Channel, Due, HolderScope, PersonKind, Procedure};
use registry::requirement::{Known, Need, NumberFact, Requirements, Situation, assess};

use crate::real::rules;

fn situations(id: &str, items: &[String]) -> Vec<(&'static str, Situation)> {
    let changed: Vec<&str> =
        ["name", "domicile"].into_iter().filter(|c| items.iter().any(|i| i == c)).collect();
    let change = Situation::online(id, Procedure::Change).changing(changed);
    let late = Situation { happened_on: Some(date(2026, 4, 1)), ..change.clone() };
    let mut abroad = change.clone().on_paper();
    abroad.applicant.number = NumberFact::None;
    let mut resident = change.clone();
    resident.applicant.kind = PersonKind::Resident;
    let mut working = Situation { happened_on: Some(date(2026, 11, 2)), ..change.clone() };
    working.applicant.scope = HolderScope::Working;
    let new = Situation::online(id, Procedure::NewRegistration);
    let mut foreign = new.clone();
    foreign.applicant.kind = PersonKind::Resident;
    vec![
        ("変更、オンライン、就業中、期限内", working),
        ("変更、オンライン、期限後", late),
        ("変更、書換えを希望", Situation { rewriting_wanted: true, ..change.clone() }),
        ("変更、書面、個人番号の提供なし", abroad),
        ("変更、オンライン、中長期在留者", resident),
        ("新規、オンライン、試験の詳細を記載", Situation { exam_details_written: true, ..new.clone() }),
        ("新規、オンライン、中長期在留者", foreign),
        ("新規、書面", new.on_paper()),
        ("初期設定", Situation::online(id, Procedure::Linking)),
        ("書換え", Situation::online(id, Procedure::Rewriting)),
        ("登録済証明書", Situation::online(id, Procedure::EntryConfirmation)),
    ]
}

fn ja<T>(known: &Known<T>, show: impl FnOnce(&T) -> String) -> String {
    match known {
        Known::Yes { value, ground } => {
            format!("{}〔{}・{}〕", show(value), ground.citation, ground.confidence)
        }
        Known::ToConfirm { reason, .. } => reason.ja.clone(),
    }
}

fn page(asked: &Requirements) -> String {
    let mut text = String::new();
    let due = |d: &registry::requirement::Duty| match &d.due {
        Some(Due::On(last)) => {
            format!("{} まで{}", last.day, if d.late == Some(true) { "（過ぎた）" } else { "" })
        }
        Some(Due::WithoutDelay) => "遅滞なく".to_owned(),
        Some(Due::Promptly) => "速やかに".to_owned(),
        Some(Due::NoDeadline) => "期限なし".to_owned(),
        None => "起算日による".to_owned(),
    };
    let _ = writeln!(text, "期限: {}", ja(&asked.duty, due));
    for item in &asked.items {
        let said = match &item.need {
            Need::Needed { ways } => {
                let ways: Vec<String> = ways
                    .iter()
                    .map(|w| format!("{}{}", w.name.ja, if w.by_post { "（郵送）" } else { "" }))
                    .collect();
                format!("要る: {}", ways.join(" / "))
            }
            Need::Omitted { name, grounds: [a, b], .. } => {
                format!("要らない: {}〔{}／{}〕", name.ja, a.citation, b.citation)
            }
            Need::ToConfirm { reason } => reason.ja.clone(),
        };
        let _ = writeln!(text, "- {} … {said}", item.name.ja);
    }
    for d in &asked.declarations {
        let _ =
            writeln!(text, "申述: {} … {}", d.kind.label(law::Lang::Ja), ja(&d.grounds, |g| g.join("；")));
    }
    for line in &asked.charge.lines {
        let what = format!("{}（{}）", line.kind.label(law::Lang::Ja), line.procedure.label(law::Lang::Ja));
        let _ = writeln!(text, "{what}: {}", ja(&line.amount, |yen| format!("{yen}円")));
    }
    let receiving =
        |r: &law::Receiving| format!("{}・{}", r.office.label(law::Lang::Ja), r.mode.label(law::Lang::Ja));
    let _ = writeln!(text, "提出先: {}", ja(&asked.receiving, receiving));
    let _ = writeln!(
        text,
        "決定: {}",
        ja(&asked.decides, |codes| match codes.as_slice() {
            [one] => one.clone(),
            many => format!("{} 機関", many.len()),
        })
    );
    let certificate = |c: &registry::requirement::CertificateOutcome| {
        format!(
            "書く={} 必須={} 登録済証明書={} 旧={:?}",
            c.written,
            c.compulsory,
            c.confirmation,
            c.old.map(|o| o.code())
        )
    };
    let _ = writeln!(text, "免許証等: {}", ja(&asked.certificate, certificate));
    text
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the crate is pure; the pages to be read lie beside its tests")]
fn one_qualification_of_each_family_asks_what_was_read_and_agreed() {
    let on = rules().on(date(2026, 11, 23));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/shown");
    let update = std::env::vars_os().any(|(key, _)| key == "UPDATE_GENERATED");
    for family in rules().families() {
        let all: Vec<&law::Qualification> =
            rules().qualifications().filter_map(|id| rules().qualification(id.as_str())).collect();
        let first = all.into_iter().find(|q| q.family() == family.id).unwrap();
        let id = first.id().as_str();
        let items = on.qualification(id).unwrap().register().yes().unwrap().value().items.clone();
        let mut text = format!("{}（{}、2026-11-23）\n", first.name_ja(), family.name_ja);
        for (title, s) in situations(id, &items) {
            let channel = if s.channel == Channel::Online { "" } else { "［書面］" };
            let _ = write!(text, "\n■ {title}{channel}\n{}", page(&assess(&on, &s).unwrap()));
        }
        let path = folder.join(format!("{}.txt", family.id));
        if update {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, text, "{} is not what the rules say: run with UPDATE_GENERATED=1", path.display());
    }
}
