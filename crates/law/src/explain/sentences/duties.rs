//! Duties of holders and of those around.

use super::super::Writer;
use super::{both, within};
use crate::calendar::Due;
use crate::dated::Established;
use crate::problem::Lang;
use crate::words::{HoldBack, HolderScope};

pub(super) fn write(w: &mut Writer<'_>) {
    change(w);
    rewriting(w);
    death(w);
    certificate_duties(w);
    ending(w);
    reports(w);
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
