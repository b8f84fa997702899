//! The desk's pages on the yearly check.

use app::{Both, CheckOverview, CheckedGroup, NumbersGiven, RunCommand, RunEvent};
use askama::Template;

use super::Frame;
use crate::bars::Bars;
use crate::html;
use crate::lang::{InJapanese, Lang};

/// What is drawn of the findings, by their codes; what is like each other shares a colour, and what changes nothing is left out.
const KINDS: [(&[&str], &str, &str); 6] = [
    (&["name-changed"], "氏名の変更", "Name changed"),
    (&["address-changed"], "住所の変更", "Address changed"),
    (&["domicile-to-ask"], "本籍の確認が必要", "Domicile to be asked"),
    (&["died"], "死亡", "Death"),
    (
        &["struck-ex-officio", "moved-abroad", "not-found", "several", "unclear"],
        "職員の判断（職権消除、国外転出、該当なし など）",
        "For an officer (struck ex officio, abroad, not found …)",
    ),
    (&["no-answer"], "回答なし", "No answer"),
];

/// `/desk/yearly-check`.
#[derive(Template)]
#[template(path = "desk/check.html")]
pub(crate) struct CheckOverviewPage {
    pub frame: Frame,
    pub overview: Option<CheckOverview>,
    /// Pauses and who let it go on, oldest first.
    pub events: Vec<RunEvent>,
    pub plots: Vec<Bars>,
}

impl CheckOverviewPage {
    /// Draws the plots.
    pub(crate) fn new(frame: Frame, overview: Option<CheckOverview>, events: Vec<RunEvent>) -> Self {
        let plots = overview.as_ref().map(|overview| plots(frame.lang, overview)).unwrap_or_default();
        Self { frame, overview, events, plots }
    }

    /// What this officer can do with the run: word in the address, words on the button.
    pub(crate) fn buttons(&self, overview: &CheckOverview) -> Vec<(&'static str, &'static str)> {
        let l = self.frame.lang;
        let words = |command: &RunCommand| match command {
            RunCommand::Pause => l.t("一時停止する", "Pause it"),
            RunCommand::Resume => l.t("再開する", "Let it go on"),
        };
        overview.commands.iter().map(|command| (command.code(), words(command))).collect()
    }

    /// An event in words, with its ground: of a pause that the program made, in the page's language.
    pub(crate) fn event<'e>(&self, event: &'e RunEvent) -> (&'static str, &'e str, InJapanese) {
        let l = self.frame.lang;
        let words = match event.what.as_str() {
            "pause" => l.t("一時停止", "Paused"),
            "resume" => l.t("再開", "Resumed"),
            _ => l.t("完了", "Done"),
        };
        match event.about.split_once('\n') {
            Some((ja, en)) => (words, l.t(ja, en), l.ja_unless(ja != en)),
            None => (words, &event.about, l.ja()),
        }
    }

    pub(crate) fn at(&self, event: &RunEvent) -> html::Registered<'static> {
        self.frame.lang.instant(&app::instant_text(event.at))
    }

    /// The state in words, and its chip.
    pub(crate) fn state(&self, overview: &CheckOverview) -> (&'static str, &'static str) {
        let l = self.frame.lang;
        match overview.state.as_str() {
            "running" => (l.t("実行中", "running"), "chip-active"),
            "paused" => (l.t("一時停止中", "paused"), "chip-suspended"),
            _ => (l.t("完了", "done"), "chip-deleted"),
        }
    }

    /// How much is done, in whole per cent: 100 only when nothing is left.
    pub(crate) fn per_cent(&self, overview: &CheckOverview) -> u64 {
        overview.done * 100 / overview.slices.max(1)
    }

    /// Rate and time left in a sentence; empty where neither is known.
    pub(crate) fn pace(&self, overview: &CheckOverview) -> String {
        let (Some(rate), Some(minutes)) = (overview.per_hour, overview.minutes_left) else {
            return String::new();
        };
        let rate = html::thousands(&rate);
        let (hours, rest) = (minutes / 60, minutes % 60);
        match (self.frame.lang, hours) {
            (Lang::Ja, 0) => format!("毎時{rate}件、残り約{rest}分"),
            (Lang::Ja, _) => format!("毎時{rate}件、残り約{hours}時間{rest}分"),
            (Lang::En, 0) => format!("{rate} entries an hour, about {rest} minutes left"),
            (Lang::En, _) => format!("{rate} entries an hour, about {hours} hours {rest} minutes left"),
        }
    }
}

fn plots(l: Lang, overview: &CheckOverview) -> Vec<Bars> {
    let kinds = KINDS.map(|(_, ja, en)| l.t(ja, en));
    let draw = |id, title, heading, groups: &[CheckedGroup]| {
        let unit = l.t(
            "横の長さ：変わったところのあった登録の件数",
            "Length: entries about which something was found",
        );
        let rows = groups.iter().map(|group| (named(l, &group.name), counts(group))).collect();
        Bars::new((id, title, unit, heading), &kinds, rows)
    };
    let professions =
        (l.t("資格別の結果", "Findings by profession"), l.t("資格", "Profession"), &overview.professions);
    let prefectures = (
        l.t("都道府県別の結果", "Findings by prefecture"),
        l.t("都道府県", "Prefecture"),
        &overview.prefectures,
    );
    [("by-profession", professions), ("by-prefecture", prefectures)]
        .into_iter()
        .filter(|(_, (_, _, groups))| !groups.is_empty())
        .map(|(id, (title, heading, groups))| draw(id, title, heading, groups))
        .collect()
}

fn named(l: Lang, name: &Both) -> String {
    l.t(&name.ja, &name.en).to_owned()
}

fn counts(group: &CheckedGroup) -> Vec<u64> {
    KINDS.iter().map(|(codes, _, _)| codes.iter().map(|code| group.of(code)).sum()).collect()
}

/// `/desk/numbers`.
#[derive(Template)]
#[template(path = "desk/numbers.html")]
pub(crate) struct NumbersPage {
    pub frame: Frame,
    pub registers: Vec<NumbersGiven>,
    pub plot: Option<Bars>,
}

impl NumbersPage {
    /// Draws the plot of the registers that are counted.
    pub(crate) fn new(frame: Frame, registers: Vec<NumbersGiven>) -> Self {
        let l = frame.lang;
        let kinds = [
            l.t("本人が提供", "Given by the holder"),
            l.t("照会で判明（提供ではない）", "Found by inquiry (not given)"),
            l.t("番号が不明", "Not known"),
        ];
        let counted = registers.iter().filter_map(|of| Some((of, of.not_given()?.saturating_sub(of.found))));
        let mut rows: Vec<(String, Vec<u64>)> = Vec::new();
        // A row a qualification: prefectures keep some fifty registers of one, and the table below has each.
        for (of, unknown) in counted {
            let name = l.t(&of.register.qualification_name, &of.register.qualification_name_en);
            let counts = [of.given, of.found, unknown];
            match rows.iter_mut().find(|(known, _)| known == name) {
                Some((_, sums)) => sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count),
                None => rows.push((name.to_owned(), counts.to_vec())),
            }
        }
        let words = (
            "numbers",
            l.t("資格別の番号の提供", "Numbers by qualification"),
            l.t("横の長さ：登録中と停止中の登録の件数", "Length: entries registered or suspended"),
            l.t("資格", "Qualification"),
        );
        let plot = (!rows.is_empty()).then(|| Bars::new(words, &kinds, rows));
        Self { frame, registers, plot }
    }
}
