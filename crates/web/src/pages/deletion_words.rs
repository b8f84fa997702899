//! What stands on the pages of proposed deletions, in words.

use app::{BatchEvent, BatchState, Both, DeletionBatchView, EventAbout, shown_date};

use crate::lang::Lang;

/// A share in per cent with one decimal; a sign where nothing is there to compare with.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let tenths = (part * 1_000 + whole / 2) / whole;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What happens next, and from which day.
pub(crate) fn next_words(l: Lang, batch: &DeletionBatchView) -> String {
    let day = |iso: &str| shown_date(iso, l.into());
    let (until, fresh) = (day(&batch.waits_until), day(&batch.fresh_until));
    match (batch.state, l) {
        (BatchState::Gathering, _) => l
            .t("確認の所見を読み取っています。終わると留置きが始まります。", "The findings are being read. Then the quarantine begins.")
            .to_owned(),
        (BatchState::Waiting, Lang::Ja) if batch.today < batch.waits_until => {
            format!("{until}まで留め置きます。その日から、全員を住基ネットに再照会し、一部を戸籍と照合します。")
        }
        (BatchState::Waiting, Lang::En) if batch.today < batch.waits_until => format!(
            "In quarantine until {until}. From that day everybody is asked for again, and a sample is held against the family register."
        ),
        (BatchState::Waiting, _) => l
            .t(
                "留置きは終わりました。再照会と戸籍との照合の回答を待っています。回答がないものは、あとでもう一度照会します。",
                "The quarantine is over. The answers of the resident register and of the family register are waited for; what is not answered is asked again.",
            )
            .to_owned(),
        (BatchState::Checked, Lang::Ja) => {
            format!("職員2名の決裁を待っています。{fresh}を過ぎると、もう一度確認からになります。")
        }
        (BatchState::Checked, Lang::En) => {
            format!("Two officers have to approve. After {fresh} it has to be checked again.")
        }
        (BatchState::ApprovedOnce, Lang::Ja) => {
            format!("二人目の職員の決裁を待っています。{fresh}を過ぎると、もう一度確認からになります。")
        }
        (BatchState::ApprovedOnce, Lang::En) => {
            format!("A second officer has to approve. After {fresh} it has to be checked again.")
        }
        (BatchState::Approved, _) if batch.counts.deleted > 0 => l
            .t(
                "消除の途中です。止まったときは、実行すると続きから始まります。同じ登録が二度消除されることはありません。",
                "The deletions are under way. If they stopped, carrying them out goes on from there. Nobody is deleted twice.",
            )
            .to_owned(),
        (BatchState::Approved, Lang::Ja) => {
            format!("消除を実行できます。{fresh}を過ぎると、もう一度確認からになります。")
        }
        (BatchState::Approved, Lang::En) => {
            format!("The deletions can be carried out. After {fresh} it has to be checked again.")
        }
        (BatchState::Stopped, _) => l
            .t(
                "理由を確かめるまで、先へは進みません。解除すると留置きからやり直します。",
                "Nothing goes on until an officer has looked into the reason. Then it begins again with the quarantine.",
            )
            .to_owned(),
        (BatchState::Done, _) => l
            .t(
                "処理は終わりました。生存していることがわかった人は、一人ずつ回復できます。",
                "It was carried out. Whoever turns out to live can be restored, one by one.",
            )
            .to_owned(),
        (BatchState::Dismissed, _) if batch.counts.deleted > 0 => l
            .t(
                "取り下げました。消除済みの登録が残っています。回復は、途中で止まっても続きから行えます。",
                "It was dismissed. Some entries are still deleted; restoring them goes on from where it stopped.",
            )
            .to_owned(),
        (BatchState::Dismissed, _) => {
            l.t("取り下げました。これ以上は何も起きません。", "It was dismissed. Nothing follows.").to_owned()
        }
    }
}

/// An event in words, its ground in each language, and the entry that it is about.
pub(crate) fn event_words(l: Lang, event: &BatchEvent) -> (&'static str, Both, Option<String>) {
    let words = match event.what.as_str() {
        "check" => l.t("確認のやり直し", "Checked anew"),
        "asked" => l.t("再照会を始めた", "Asking again began"),
        "checked" => l.t("確認が終わった（決裁待ち）", "Checked: waits for approval"),
        "empty" => l.t("残った案がない", "No proposal is left"),
        "stop" | "stop-unconfirmed" => l.t("停止", "Stopped"),
        "approve" => l.t("決裁", "Approved"),
        "delete" => l.t("消除の実行", "Carried out"),
        "release" => l.t("停止の解除", "Let go on"),
        "dismiss" => l.t("取下げ", "Dismissed"),
        "restore" => l.t("回復", "Restored"),
        "take-out" => l.t("案から外した", "Taken out"),
        _ => l.t("その他", "Other"),
    };
    // what the program counts for itself stands in the figures above
    let own = matches!(event.what.as_str(), "checked" | "empty" | "delete");
    let EventAbout { ground, entry } = EventAbout::of(event);
    (words, if own { Both::new("", "") } else { ground }, entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_with_one_decimal() {
        assert_eq!(share(34_102, 2_077_415), "1.6%");
        assert_eq!((share(0, 5), share(5, 5), share(1, 0)), ("0.0%".into(), "100.0%".into(), "—".into()));
    }

    #[test]
    fn the_entry_of_an_event_stands_beside_its_ground() {
        let event = |what: &str, about: &str| BatchEvent {
            at: 1,
            actor: "aoki".to_owned(),
            what: what.to_owned(),
            about: about.to_owned(),
        };
        let taken = event("take-out", "家族の申出\n019a");
        let ground = Both::new("家族の申出", "家族の申出");
        assert_eq!(event_words(Lang::En, &taken), ("Taken out", ground, Some("019a".to_owned())));
        assert_eq!(event_words(Lang::En, &event("delete", "3 deleted")).1, Both::new("", ""));
    }
}
