//! The pages of the demonstration's story.

use app::{Both, DemoAccount};
use askama::Template;

use super::Frame;
use crate::bars::Bars;
use crate::html;
use crate::lang::Lang;
use crate::story::{Bend, BentCode, Part, Player, Scene};

/// `/demo`.
#[derive(Template)]
#[template(path = "story/story.html")]
pub(crate) struct StoryPage {
    pub frame: Frame,
    pub accounts: Vec<DemoAccount>,
    pub scene: Scene,
}

impl StoryPage {
    /// The name on a card today.
    fn card_name<'p>(&self, player: &'p Player) -> &'p str {
        player.turn.as_ref().filter(|turn| turn.came).map_or(&player.name, |turn| &turn.name)
    }

    /// Who decides at the desk; the accounts of the demonstration begin with the two of them.
    fn registrar(&self) -> impl Iterator<Item = &DemoAccount> {
        self.accounts.iter().take(1)
    }

    /// Who confirms what the first one has begun.
    fn second(&self) -> impl Iterator<Item = &DemoAccount> {
        self.accounts.iter().skip(1).take(1)
    }

    /// The parts of the story, each with what it is and who plays it; in a small country nobody may.
    fn parts(&self) -> [(&'static str, &'static str, Option<&Player>); 4] {
        let l = self.frame.lang;
        let players = &self.scene.players;
        [
            ("bride", l.t("まもなく結婚する", "About to marry"), players.bride.as_ref()),
            ("foreigner", l.t("外国籍", "A foreign national"), players.foreigner.as_ref()),
            ("sanctioned", l.t("業務停止を受ける", "To be suspended"), players.sanctioned.as_ref()),
            ("widowed", l.t("この1年のうちに亡くなる", "Dies within the year"), players.widowed.as_ref()),
        ]
    }

    /// Who plays, each with what they are in the story.
    fn cast(&self) -> Vec<(&'static str, &'static str, &Player)> {
        self.parts().into_iter().filter_map(|(id, role, player)| Some((id, role, player?))).collect()
    }

    /// What nobody in this country can play.
    fn missing(&self) -> Vec<&'static str> {
        let unplayed = |(_, role, player): (_, _, Option<&Player>)| player.is_none().then_some(role);
        self.parts().into_iter().filter_map(unplayed).collect()
    }

    /// The number of a part among those that are played; what comes after all of them has the next one.
    fn place(&self, part: &str) -> usize {
        let cast = self.cast();
        cast.iter().position(|(id, _, _)| *id == part).unwrap_or(cast.len()) + 1
    }

    /// What the story is, as far as it can be told here.
    fn lead(&self) -> String {
        let l = self.frame.lang;
        let whom = match self.cast().len() {
            0 => return l.t("架空の国の一年をたどります。", "A year of an invented country.").to_owned(),
            1 => l.t("一人", "one person"),
            2 => l.t("二人", "two people"),
            3 => l.t("三人", "three people"),
            _ => l.t("四人", "four people"),
        };
        match l {
            Lang::Ja => format!(
                "架空の国の{whom}の一年を、本人・職員・患者の三つの側からたどります。上から順に進めてください。"
            ),
            Lang::En => format!(
                "One year of {whom} of an invented country, seen by the holder, the officer and the patient. Go from top to bottom."
            ),
        }
    }
}

/// `/demo/year`.
#[derive(Template)]
#[template(path = "story/year.html")]
pub(crate) struct YearPage {
    pub frame: Frame,
    pub scene: Scene,
    /// As the report published it, and as the check has it; each with a sentence.
    plots: Vec<(Bars, String)>,
}

impl YearPage {
    /// Draws both bars: each as long as the deaths that there were.
    pub(crate) fn new(frame: Frame, scene: Scene) -> Self {
        // The report's table is of those of whom it says how many were to be expected.
        let lines = scene.check.iter().flat_map(|check| &check.deaths);
        let (notified, expected, found) = lines
            .filter_map(|line| Some((line.notified, line.expected?, line.found)))
            .fold((0, 0, 0), |sums, line| (sums.0 + line.0, sums.1 + line.1, sums.2 + line.2));
        let mut plots = Vec::new();
        if scene.check.is_some() {
            plots.push(published(frame.lang, notified, expected));
            plots.push(checked(frame.lang, found, scene.deaths.max(found)));
        }
        Self { frame, scene, plots }
    }

    fn plots(&self) -> impl Iterator<Item = (&Bars, &str)> {
        self.plots.iter().map(|(bars, words)| (bars, words.as_str()))
    }

    /// Whether deaths that were found wait to be decided upon.
    fn proposes(&self) -> bool {
        self.scene.check.as_ref().is_some_and(|check| check.state == "done")
    }

    /// Slices done in whole per cent.
    fn per_cent(&self) -> Option<(u64, u64, u64)> {
        let check = self.scene.check.as_ref()?;
        Some((check.done, check.slices, check.done * 100 / check.slices.max(1)))
    }
}

fn bar(l: Lang, (id, title, unit): (&'static str, &str, &str), kind: &str, (known, all): (u64, u64)) -> Bars {
    let unknown = l.t("登録に反映されない死亡", "Deaths that the register never hears of");
    let deaths = l.t("死亡", "Deaths");
    let rows = vec![(deaths.to_owned(), vec![known, all.saturating_sub(known)])];
    Bars::new((id, title, unit, deaths), &[kind, unknown], rows)
}

fn published(l: Lang, notified: u64, expected: u64) -> (Bars, String) {
    let title = l.t("いま：家族の届出だけによる場合", "Today: by the families’ notices alone");
    let unit = l.t(
        "1年間に想定される死亡の件数（報告書の公表値）",
        "Deaths to be expected in a year, as the report published them",
    );
    let bars =
        bar(l, ("published", title, unit), l.t("届出のあった死亡", "Notified deaths"), (notified, expected));
    let (notified, expected) = (html::thousands(&notified), html::thousands(&expected));
    let words = match l {
        Lang::Ja => format!("{expected}件のうち、届出があったのは{notified}件"),
        Lang::En => format!("{notified} of {expected} were notified"),
    };
    (bars, words)
}

fn checked(l: Lang, found: u64, all: u64) -> (Bars, String) {
    let title = l.t("これから：番号による年1回の確認", "From now on: the yearly check by number");
    let unit = l.t(
        "この架空の国の同じ資格で、実際に亡くなった方の件数",
        "Deaths that truly happened in the same professions of this invented country",
    );
    let bars = bar(
        l,
        ("checked", title, unit),
        l.t("確認で判明した死亡", "Deaths that the check found"),
        (found, all),
    );
    let (found, all) = (html::thousands(&found), html::thousands(&all));
    let words = match l {
        Lang::Ja => format!("{all}件のうち、確認で分かったのは{found}件"),
        Lang::En => format!("{found} of {all} were found by the check"),
    };
    (bars, words)
}

/// `/demo/ledger`.
#[derive(Template)]
#[template(path = "story/ledger.html")]
pub(crate) struct LedgerPage {
    pub frame: Frame,
    pub scene: Scene,
}

impl LedgerPage {
    /// A finding in words; those that one flipped bit leads to.
    fn words(&self, what: &str) -> &'static str {
        let l = self.frame.lang;
        match what {
            "present-differs" => {
                l.t("現在の内容が、台帳の記録と違う", "The present is not what the ledger says")
            }
            "key-missing" => l.t("検索キーがない", "A search key is missing"),
            "key-stray" => l.t("内容に合わない検索キーがある", "A search key fits nothing"),
            _ => l.t("記録と一致しない", "It does not agree with the records"),
        }
    }
}

/// `/demo/code/{part}`.
#[derive(Template)]
#[template(path = "story/code.html")]
pub(crate) struct CodePage {
    pub frame: Frame,
    pub part: Part,
    pub bend: Bend,
    pub code: BentCode,
}

impl CodePage {
    /// What can be done to it: the word, in words, and whether it is what was done.
    fn bends(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let l = self.frame.lang;
        Bend::ALL.into_iter().map(move |(bend, code, ja, en)| (code, l.t(ja, en), bend == self.bend))
    }

    fn verdict(&self) -> (&'static str, Both, Both) {
        let what = self.code.checked.what;
        (what.verdict(), what.heading(), what.sentence())
    }
}
