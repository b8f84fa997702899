//! Tax, fees, attachments.

use super::super::Writer;
use super::both;
use crate::dated::Ruled;
use crate::model::{Attachment, Fee};
use crate::problem::{Both, Lang};
use crate::words::{Channel, Procedure};

pub(super) fn write(w: &mut Writer<'_>) {
    money(w);
    papers(w);
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
        fees(w, procedure);
    }
}

/// One sentence where paper and on-line cost the same, else one for each.
fn fees(w: &mut Writer<'_>, procedure: Procedure) {
    let q = w.q;
    let fee = |channel| q.fee(procedure, channel, None);
    let amount = |f: &Fee| both(format!("{}円", f.yen), format!("{} yen", f.yen));
    if fee(Channel::Paper) == fee(Channel::Online) {
        let heading = both(
            format!("手数料（{}）", procedure.label(Lang::Ja)),
            format!("Fee ({})", procedure.label(Lang::En)),
        );
        w.say(&format!("fee.{procedure}"), &heading, fee(Channel::Paper), amount);
        return;
    }
    for channel in [Channel::Paper, Channel::Online] {
        let heading = both(
            format!("手数料（{}・{}）", procedure.label(Lang::Ja), channel.label(Lang::Ja)),
            format!("Fee ({}, {})", procedure.label(Lang::En), channel.label(Lang::En)),
        );
        w.say(&format!("fee.{procedure}.{channel}"), &heading, fee(channel), amount);
    }
}

fn papers(w: &mut Writer<'_>) {
    let q = w.q;
    for (key, found) in q.all_attachments() {
        let document = q.rules().document(&key.code);
        let label = document.map_or((key.code.as_str(), key.code.as_str()), |d| (&d.label_ja, &d.label_en));
        let heading = both(
            format!("添付書類（{}・{}）", key.procedure.label(Lang::Ja), label.0),
            format!("Attachment ({}, {})", key.procedure.label(Lang::En), label.1),
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
