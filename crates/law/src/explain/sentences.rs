//! The sentences, topic by topic.

use super::Writer;
use crate::calendar::Due;
use crate::dated::{Established, Ruled};
use crate::model::{Attachment, Authority, Deadline, Validity};
use crate::problem::{Both, Lang};
use crate::words::{Channel, HoldBack, HolderScope, Procedure};

pub(super) fn write(w: &mut Writer<'_>) {
    register(w);
    authority(w);
    prerequisites(w);
    change(w);
    rewriting(w);
    death(w);
    certificate_duties(w);
    ending(w);
    money(w);
    papers(w);
    sanctions(w);
    reports(w);
}

fn both(ja: impl Into<String>, en: impl Into<String>) -> Both {
    Both::new(ja, en)
}

/// A deadline in words.
fn within(deadline: Deadline) -> Both {
    match deadline {
        Deadline::Days { days, from } => both(
            format!("{}から{days}日以内に", from.label(Lang::Ja)),
            format!("within {days} days of {}", from.label(Lang::En)),
        ),
        Deadline::Months { months, from } => both(
            format!("{}から{months}月以内に", from.label(Lang::Ja)),
            format!("within {months} months of {}", from.label(Lang::En)),
        ),
        Deadline::WithoutDelay => both("遅滞なく", "without delay"),
        Deadline::Promptly => both("速やかに", "promptly"),
        Deadline::NoDeadline => both("期限の定めなく", "with no time set"),
    }
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
    for (procedure, holder) in q.receiving_keys() {
        let topic = format!("receiving.{procedure}.{holder}");
        let heading = both(
            format!("{}の提出先（{}）", procedure.label(Lang::Ja), holder.label(Lang::Ja)),
            format!("Where to file: {} ({})", procedure.label(Lang::En), holder.label(Lang::En)),
        );
        w.say(&topic, &heading, q.receiving(procedure, holder), |r| {
            both(
                format!(
                    "{}（{}）{}",
                    r.office.label(Lang::Ja),
                    r.mode.label(Lang::Ja),
                    if r.voluntary { "。経由は任意" } else { "" }
                ),
                format!(
                    "{}, {}{}",
                    r.office.label(Lang::En),
                    r.mode.label(Lang::En),
                    if r.voluntary { "; voluntary" } else { "" }
                ),
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
    for (topic, heading, found) in [("minimum_age", both("年齢", "Age"), q.minimum_age())] {
        if found.gap().is_none() {
            w.say(topic, &heading, found, |age| {
                both(format!("{}歳以上", age.years), format!("{} years or more", age.years))
            });
        }
    }
    w.say("disqualification", &both("欠格", "Disqualification"), q.disqualification(), |d| {
        let list = |l: &[String]| if l.is_empty() { "—".to_owned() } else { l.join("、") };
        both(
            format!("絶対的: {}。相対的: {}", list(&d.absolute), list(&d.relative)),
            format!("absolute: {}; relative: {}", list(&d.absolute), list(&d.relative)),
        )
    });
}

fn change(w: &mut Writer<'_>) {
    let q = w.q;
    w.say("change", &both("登録事項の変更", "Change of a registered item"), q.change(), |c| {
        let within = within(c.deadline);
        both(
            format!("{}{}をする", within.ja, c.kind.label(Lang::Ja)),
            format!("{} {}", c.kind.label(Lang::En), within.en),
        )
    });
}

fn rewriting(w: &mut Writer<'_>) {
    let q = w.q;
    w.say("rewriting", &both("書換え", "Rewriting"), q.rewriting(), |r| {
        let confirmation = if r.entry_confirmation {
            ("。変更については登録済証明書を発行する", "; an entry confirmation is issued for the change")
        } else {
            ("", "")
        };
        let by = r.instrument.map_or((String::new(), String::new()), |i| {
            (format!("（{}による）", i.label(Lang::Ja)), format!(" (by {})", i.label(Lang::En)))
        });
        let old = r.old_certificate.map_or((String::new(), String::new()), |o| {
            (
                format!("。旧免許証等は{}", o.label(Lang::Ja)),
                format!("; the old certificate is {}", o.label(Lang::En)),
            )
        });
        both(
            format!("{}{}{}{}", r.rule.label(Lang::Ja), by.0, old.0, confirmation.0),
            format!("{}{}{}{}", r.rule.label(Lang::En), by.1, old.1, confirmation.1),
        )
    });
}

fn death(w: &mut Writer<'_>) {
    let q = w.q;
    w.say("death", &both("死亡", "Death"), q.death(), |d| {
        let within = within(d.deadline);
        let lifted: Vec<&str> = d.lifted_when.iter().map(|f| f.label(Lang::Ja)).collect();
        let lifted_en: Vec<&str> = d.lifted_when.iter().map(|f| f.label(Lang::En)).collect();
        let unless = if lifted.is_empty() {
            ("。この義務を解く事実はない".to_owned(), "; no fact lifts the duty".to_owned())
        } else {
            (
                format!("。{}は義務がなく、職権で消除できる", lifted.join("、")),
                format!("; no duty, and deletion ex officio, where {}", lifted_en.join(", ")),
            )
        };
        let back = if d.certificate_return {
            ("、免許証等を返納する", ", returning the certificate")
        } else {
            ("", "")
        };
        both(
            format!(
                "{}が{}{}をし{}{}",
                d.notifier.label(Lang::Ja),
                within.ja,
                d.kind.label(Lang::Ja),
                back.0,
                unless.0
            ),
            format!(
                "{} files the {} {}{}{}",
                d.notifier.label(Lang::En),
                d.kind.label(Lang::En),
                within.en,
                back.1,
                unless.1
            ),
        )
    });
}

fn certificate_duties(w: &mut Writer<'_>) {
    let q = w.q;
    w.say("reissue", &both("再交付", "Re-issue"), q.reissue(), |r| match r.found_return.map(within) {
        Some(within) => both(
            format!("再交付の後に発見した免許証等は、{}返納する", within.ja),
            format!("a certificate found again after re-issue is returned {}", within.en),
        ),
        None => both(
            "発見した免許証等の返納の期限は確かめられていない（要確認）",
            "when a certificate found again must be returned is not established",
        ),
    });
    w.say(
        "return_after_revocation",
        &both("取消し後の返納", "Return after revocation"),
        q.return_after_revocation(),
        |r| {
            let within = within(r.deadline);
            both(format!("{}返納する", within.ja), format!("returned {}", within.en))
        },
    );
}

fn ending(w: &mut Writer<'_>) {
    let q = w.q;
    w.say(
        "deletion_on_request",
        &both("本人の申請による消除", "Deletion on request"),
        q.deletion_on_request(),
        |d| {
            if !d.possible {
                return both("規定がない", "not provided for");
            }
            let held = match d.held_back {
                HoldBack::No => {
                    both("処分の手続中も保留されない", "not held back while a sanction is pending")
                }
                HoldBack::May | HoldBack::Must => both(
                    format!("処分の手続中は{}", d.held_back.label(Lang::Ja)),
                    format!("{} while a sanction is pending", d.held_back.label(Lang::En)),
                ),
            };
            both(format!("申請できる。{}", held.ja), format!("may be applied for; {}", held.en))
        },
    );
    if q.authorities().len() > 1 {
        w.say("transfer", &both("登録の移転", "Transfer"), q.transfer(), |t| {
            if !t.possible {
                return both(
                    "移転の制度はない。変更は登録をした都道府県に出す",
                    "no transfer; changes go to the registering prefecture",
                );
            }
            both(
                format!(
                    "移転できる{}",
                    if t.card_lapses {
                        "。証は失効し、残りの期間の証を新たに交付する"
                    } else {
                        ""
                    }
                ),
                format!(
                    "possible{}",
                    if t.card_lapses {
                        "; the card lapses and one for the rest of its term is issued"
                    } else {
                        ""
                    }
                ),
            )
        });
    }
}

fn money(w: &mut Writer<'_>) {
    let q = w.q;
    for procedure in [Procedure::NewRegistration, Procedure::Change] {
        let heading = both(
            format!("登録免許税（{}）", procedure.label(Lang::Ja)),
            format!("Registration tax ({})", procedure.label(Lang::En)),
        );
        w.say(&format!("tax.{procedure}"), &heading, q.registration_tax(procedure), |t| {
            let per = t.per.as_deref().map_or(String::new(), |per| format!("（{per}につき）"));
            both(format!("{}円{per}", t.yen), format!("{} yen{per}", t.yen))
        });
    }
    for procedure in [Procedure::NewRegistration, Procedure::Change, Procedure::Rewriting, Procedure::Reissue]
    {
        for channel in [Channel::Paper, Channel::Online] {
            let heading = both(
                format!("手数料（{}・{}）", procedure.label(Lang::Ja), channel.label(Lang::Ja)),
                format!("Fee ({}, {})", procedure.label(Lang::En), channel.label(Lang::En)),
            );
            let fee = q.fee(procedure, channel, None);
            w.say(&format!("fee.{procedure}.{channel}"), &heading, fee, |f| {
                both(format!("{}円", f.yen), format!("{} yen", f.yen))
            });
        }
    }
}

fn papers(w: &mut Writer<'_>) {
    let q = w.q;
    for (key, found) in q.all_attachments() {
        let heading = both(
            format!("添付書類（{}）", key.procedure.label(Lang::Ja)),
            format!("Attachment ({})", key.procedure.label(Lang::En)),
        );
        let topic = format!("attachment.{}.{}", key.procedure, key.code);
        let code = key.code.clone();
        w.say(&topic, &heading, found, |a| attachment(&q, &code, a));
    }
}

fn attachment(q: &crate::QualificationOn<'_>, code: &str, a: &Attachment) -> Both {
    let facts = |dated: &[Ruled<'_, crate::Fact>], lang: Lang| -> String {
        dated.iter().map(|f| f.value().label(lang)).collect::<Vec<_>>().join("、")
    };
    let omitted: Vec<_> = crate::on::in_force(&a.omitted, q.day()).collect();
    let ways: Vec<_> = crate::on::in_force(&a.online, q.day()).collect();
    let way = |lang: Lang| -> String {
        let label = |code: &str| match (q.rules().document(code), lang) {
            (Some(d), Lang::Ja) => d.label_ja.clone(),
            (Some(d), Lang::En) => d.label_en.clone(),
            (None, _) => code.to_owned(),
        };
        ways.iter().map(|w| label(&w.value().0)).collect::<Vec<_>>().join("、")
    };
    let en_name = q.rules().document(code).map_or_else(|| a.name.clone(), |d| d.label_en.clone());
    let mut text = both(a.name.clone(), en_name);
    if !a.only_when.is_empty() {
        let when = |lang| a.only_when.iter().map(|f| f.label(lang)).collect::<Vec<_>>().join("、");
        text = both(
            format!("{}（{}）", text.ja, when(Lang::Ja)),
            format!("{} (only when {})", text.en, when(Lang::En)),
        );
    }
    if !omitted.is_empty() {
        text = both(
            format!("{}。{}は省ける", text.ja, facts(&omitted, Lang::Ja)),
            format!("{}; omitted where {}", text.en, facts(&omitted, Lang::En)),
        );
    }
    if !ways.is_empty() {
        text = both(
            format!("{}。オンライン: {}", text.ja, way(Lang::Ja)),
            format!("{}; on-line: {}", text.en, way(Lang::En)),
        );
    }
    text
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

fn reports(w: &mut Writer<'_>) {
    let q = w.q;
    let calendar = q.rules().calendar();
    w.say("periodic_report", &both("定期の届出", "Periodic report"), q.periodic_report(), |r| {
        if !r.exists {
            return both("ない", "none");
        }
        let who = r.who.unwrap_or(HolderScope::Any);
        let years = r.interval_years.unwrap_or_default();
        let year = q.day().year();
        let next = (year..year.saturating_add(10)).find_map(|y| Some((y, r.due_for(y, calendar)?)));
        let next = match next.map(|(y, due)| (y, due.map(Due::On))) {
            Some((y, Established::Yes(Due::On(due)))) => {
                (format!("。{y}年末の分は{}まで", due.day), format!("; for the end of {y}: by {}", due.day))
            }
            _ => (String::new(), String::new()),
        };
        let to = r.addressee.clone().unwrap_or_default();
        both(
            format!("{}が{years}年ごとに{to}に届け出る{}", who.label(Lang::Ja), next.0),
            format!("{} report every {years} years to {to}{}", who.label(Lang::En), next.1),
        )
    });
    w.say("leaving_report", &both("離職の届出", "Leaving report"), q.leaving_report(), |r| {
        if !r.exists {
            return both("ない", "none");
        }
        let to = r.addressee.clone().unwrap_or_default();
        let effort = if r.effort {
            ("届け出るよう努める", "an effort to report")
        } else {
            ("届け出る", "report")
        };
        both(format!("{to}に{}", effort.0), format!("{} to {to}", effort.1))
    });
    w.say("collection", &both("個人番号の提供", "Individual number"), q.collection(), |c| {
        let at = |lang| c.procedures.iter().map(|p| p.label(lang)).collect::<Vec<_>>().join("、");
        let more = |yes: bool, text: &str| if yes { text.to_owned() } else { String::new() };
        both(
            format!(
                "{}{}{}のときに提供を求める",
                at(Lang::Ja),
                more(c.periodic_report, "、定期の届出"),
                more(c.leaving_report, "、離職の届出")
            ),
            format!(
                "asked for at: {}{}{}",
                at(Lang::En),
                more(c.periodic_report, ", periodic report"),
                more(c.leaving_report, ", leaving report")
            ),
        )
    });
}
