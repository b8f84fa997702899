//! Register, authorities, prerequisites, sanctions.

use super::super::Writer;
use super::{both, within};
use crate::dated::Established;
use crate::model::{Authority, Validity};
use crate::problem::Lang;

pub(super) fn write(w: &mut Writer<'_>) {
    register(w);
    authority(w);
    prerequisites(w);
    sanctions(w);
}

fn register(w: &mut Writer<'_>) {
    let q = w.q;
    let labels = |codes: &[String], lang: Lang| -> String {
        let label = |code: &String| {
            let item = q.rules().item(code);
            item.map_or_else(
                || code.clone(),
                |i| if lang == Lang::Ja { i.label_ja.clone() } else { i.label_en.clone() },
            )
        };
        codes.iter().map(label).collect::<Vec<_>>().join(if lang == Lang::Ja { "、" } else { ", " })
    };
    w.say("register", &both("籍・名簿", "Register"), q.register(), |r| {
        both(
            format!("{}に、{}を登録する", r.name, labels(&r.items, Lang::Ja)),
            format!("{} holds: {}", r.name, labels(&r.items, Lang::En)),
        )
    });
    w.say("certificate", &both("免許証等", "Certificate"), q.certificate(), |c| match c.validity {
        Validity::Permanent => {
            both(format!("{}。有効期間の定めはない", c.name), format!("{}; it does not expire", c.name))
        }
        Validity::Years(years) => both(
            format!("{}。有効期間は{years}年（登録そのものの期限ではない）", c.name),
            format!("{}; valid for {years} years (the registration itself does not end with it)", c.name),
        ),
    });
    w.say(
        "change.triggers",
        &both("変更を届け出る事項", "Items whose change counts"),
        q.change(),
        |c| both(labels(&c.triggers, Lang::Ja), labels(&c.triggers, Lang::En)),
    );
}

fn authority(w: &mut Writer<'_>) {
    let q = w.q;
    let names = |codes: &[String], lang: Lang| -> String {
        if codes.iter().any(|c| c == "prefectures") {
            let all = q.expand(codes).len();
            return if lang == Lang::Ja {
                format!("都道府県（{all}）")
            } else {
                format!("the prefectures ({all})")
            };
        }
        let name = |a: &&Authority| if lang == Lang::Ja { a.name_ja.clone() } else { a.name_en.clone() };
        q.expand(codes).iter().map(name).collect::<Vec<_>>().join(if lang == Lang::Ja {
            "及び"
        } else {
            " and "
        })
    };
    w.say("authority", &both("資格管理者", "Authority"), q.authority(), |a| {
        both(
            format!(
                "免許・登録は{}、籍の管理は{}、処分は{}",
                names(&a.licenses, Lang::Ja),
                names(&a.keeps, Lang::Ja),
                names(&a.sanctions, Lang::Ja)
            ),
            format!(
                "licensed by {}, register kept by {}, sanctioned by {}",
                names(&a.licenses, Lang::En),
                names(&a.keeps, Lang::En),
                names(&a.sanctions, Lang::En)
            ),
        )
    });
    for (key, rule) in q.receiving_rules() {
        let names = |lang| key.procedures.iter().map(|p| p.label(lang)).collect::<Vec<_>>();
        let codes: Vec<&str> = key.procedures.iter().map(|p| p.code()).collect();
        let heading = both(
            format!("提出先（{}。{}）", names(Lang::Ja).join("、"), key.holder.label(Lang::Ja)),
            format!("Where to file ({}; {})", names(Lang::En).join(", "), key.holder.label(Lang::En)),
        );
        let topic = format!("receiving.{}.{}", codes.join("+"), key.holder);
        w.say(&topic, &heading, Established::Yes(rule), |r| {
            let free = if r.voluntary { ("。経由は任意", "; voluntary") } else { ("", "") };
            both(
                format!("{}（{}）{}", r.office.label(Lang::Ja), r.mode.label(Lang::Ja), free.0),
                format!("{}, {}{}", r.office.label(Lang::En), r.mode.label(Lang::En), free.1),
            )
        });
    }
}

fn prerequisites(w: &mut Writer<'_>) {
    let q = w.q;
    for rule in q.prerequisites() {
        w.say("prerequisite", &both("前提", "Prerequisite"), Established::Yes(rule), |p| {
            let other = p.qualification.as_deref().and_then(|id| q.rules().qualification(id));
            let en = other
                .map_or_else(|| p.label.clone(), |o| format!("{}: {}", p.kind.label(Lang::En), o.name_en()));
            both(p.label.clone(), en)
        });
    }
    w.say("new_registration", &both("新規の登録", "New registration"), q.new_registration(), |n| {
        let within = within(n.deadline);
        both(format!("{}申請する", within.ja), format!("apply {}", within.en))
    });
    // No sentence where the statute sets no age.
    if q.minimum_age().gap().is_none() {
        w.say("minimum_age", &both("年齢", "Age"), q.minimum_age(), |age| {
            both(format!("{}歳以上", age.years), format!("{} years or more", age.years))
        });
    }
    w.say("disqualification", &both("欠格", "Disqualification"), q.disqualification(), |d| {
        let list = |l: &[String]| if l.is_empty() { "—".to_owned() } else { l.join("、") };
        both(
            format!("絶対的: {}。相対的: {}", list(&d.absolute), list(&d.relative)),
            format!("absolute: {}; relative: {}", list(&d.absolute), list(&d.relative)),
        )
    });
}

fn sanctions(w: &mut Writer<'_>) {
    let q = w.q;
    for (kind, rule) in q.sanctions() {
        let heading = both("処分", "Sanction");
        w.say(&format!("sanction.{kind}"), &heading, Established::Yes(rule), |s| {
            let most = s.max_years.map_or(String::new(), |y| format!(" (at most {y} years)"));
            both(s.label.clone(), format!("{}{most}", kind.label(Lang::En)))
        });
    }
    for rule in q.sanction_notices() {
        w.say(
            "sanction_notice",
            &both("処分の通知・公告", "Notice of a sanction"),
            Established::Yes(rule),
            |n| both(n.text.clone(), n.text.clone()),
        );
    }
    if q.relicence().gap().is_none() {
        w.say("relicence", &both("再免許", "New licence"), q.relicence(), |r| {
            both(
                format!("{}から{}年は免許・登録を受けられない", r.scope, r.bar_years),
                format!("barred for {} years ({})", r.bar_years, r.scope),
            )
        });
    }
}
