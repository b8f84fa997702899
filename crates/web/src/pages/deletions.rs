//! The desk's pages on proposed deletions: the batches, and one of them.

use app::{
    BatchCommand, BatchEvent, BatchState, DeletionBatchView, DeletionTerms, Listed, ProposalState,
    ProposalView,
};
use askama::Template;

use super::Frame;
use super::deletion_words::{event_words, next_words, share};
use crate::html;
use crate::lang::{InJapanese, Lang};

/// Rows of a page, as the use case gives them: fewer are the last.
const ROWS: usize = 50;

/// A batch's chip.
fn chip(state: BatchState) -> &'static str {
    match state {
        BatchState::Gathering | BatchState::Waiting => "chip-check",
        BatchState::Checked | BatchState::ApprovedOnce | BatchState::Approved => "chip-active",
        BatchState::Stopped => "chip-revoked",
        BatchState::Done | BatchState::Dismissed => "chip-deleted",
    }
}

/// The register of a batch in words.
pub(crate) fn register_of(l: Lang, batch: &DeletionBatchView) -> (String, String) {
    match &batch.register {
        Some(of) => (
            l.t(&of.register_name, &of.register_name_en).to_owned(),
            l.t(&of.authority_name, &of.authority_name_en).to_owned(),
        ),
        None => (batch.qualification.clone(), batch.authority.clone()),
    }
}

/// `/desk/yearly-check/deletions`.
#[derive(Template)]
#[template(path = "desk/deletion_batches.html")]
pub(crate) struct DeletionBatchesPage {
    pub frame: Frame,
    pub batches: Vec<DeletionBatchView>,
    pub terms: DeletionTerms,
}

impl DeletionBatchesPage {
    pub(crate) fn register(&self, batch: &DeletionBatchView) -> (String, String) {
        register_of(self.frame.lang, batch)
    }

    pub(crate) fn state(&self, batch: &DeletionBatchView) -> (&'static str, &'static str) {
        let (ja, en) = batch.state.label();
        (if self.frame.lang.is_en() { en } else { ja }, chip(batch.state))
    }

    pub(crate) fn next(&self, batch: &DeletionBatchView) -> String {
        next_words(self.frame.lang, batch)
    }

    /// How many, and what share of the register's checked entries that is.
    pub(crate) fn figures(&self, batch: &DeletionBatchView) -> String {
        let count = |number: u64| html::thousands(&number);
        let fallen: u64 = batch.counts.fallen.values().sum();
        let (all, deleted) = (count(batch.counts.all()), count(batch.counts.deleted));
        match self.frame.lang {
            Lang::Ja => format!(
                "案{all}件（確認した登録の{}）　消除{deleted}件　除外{}件",
                share(batch.counts.all(), batch.checked),
                count(fallen)
            ),
            Lang::En => format!(
                "{all} proposed ({} of the entries checked), {deleted} deleted, {} fallen out",
                share(batch.counts.all(), batch.checked),
                count(fallen)
            ),
        }
    }
}

/// `/desk/yearly-check/deletions/{batch}`.
#[derive(Template)]
#[template(path = "desk/deletion_batch.html")]
pub(crate) struct DeletionBatchPage {
    pub frame: Frame,
    pub batch: DeletionBatchView,
    pub events: Vec<BatchEvent>,
    pub terms: DeletionTerms,
    /// Who looks at it.
    pub officer: String,
    /// The list that is shown, and its page: registrars only.
    pub which: Listed,
    pub listed: Option<Vec<ProposalView>>,
}

/// The word of a list in an address.
const fn word(which: Listed) -> &'static str {
    match which {
        Listed::In(state) => state.code(),
        Listed::Asked => "sample",
    }
}

impl DeletionBatchPage {
    /// The list of a word; what stands now where there is none.
    pub(crate) fn list_of(word: &str, batch: &DeletionBatchView) -> Listed {
        match word {
            "sample" => Listed::Asked,
            code => Listed::In(ProposalState::of_code(code).unwrap_or_else(|| usual(batch))),
        }
    }

    pub(crate) fn register(&self) -> (String, String) {
        register_of(self.frame.lang, &self.batch)
    }

    pub(crate) fn state(&self) -> (&'static str, &'static str) {
        let (ja, en) = self.batch.state.label();
        (if self.frame.lang.is_en() { en } else { ja }, chip(self.batch.state))
    }

    pub(crate) fn next(&self) -> String {
        next_words(self.frame.lang, &self.batch)
    }

    pub(crate) fn address(&self) -> String {
        format!("/desk/yearly-check/deletions/{}", self.batch.id)
    }

    pub(crate) fn share(&self, part: &u64, whole: &u64) -> String {
        share(*part, *whole)
    }

    pub(crate) fn words(&self, label: (&'static str, &'static str)) -> &'static str {
        if self.frame.lang.is_en() { label.1 } else { label.0 }
    }

    /// What this officer can do now: word in the address, words on the button, and whether it is what the batch waits for.
    pub(crate) fn buttons(&self) -> Vec<(&'static str, &'static str, bool)> {
        if !self.frame.may_handle_check() {
            return Vec::new();
        }
        let l = self.frame.lang;
        let of = [
            (BatchCommand::Approve, l.t("決裁する", "Approve")),
            (BatchCommand::Delete, l.t("消除を実行する", "Carry out the deletions")),
            (BatchCommand::Release, l.t("停止を解除する", "Let it go on")),
            (BatchCommand::Dismiss, l.t("案の全体を取り下げる", "Dismiss the whole batch")),
            (BatchCommand::Restore, l.t("消除をまとめて回復する", "Restore all that was deleted")),
        ];
        let something = |command| match command {
            BatchCommand::Restore => self.batch.counts.deleted > 0,
            _ => true,
        };
        of.into_iter()
            .filter(|(command, _)| {
                something(*command) && self.batch.refusal(*command, &self.officer).is_none()
            })
            .map(|(command, words)| {
                let waited_for = !matches!(command, BatchCommand::Dismiss | BatchCommand::Restore);
                (command.code(), words, waited_for)
            })
            .collect()
    }

    /// Whether this officer approved and waits for another one.
    pub(crate) fn waits_for_another(&self) -> bool {
        self.batch.state == BatchState::ApprovedOnce && self.batch.is_approved_by(&self.officer)
    }

    /// The lists: word, words, how many, whether it is shown.
    pub(crate) fn lists(&self) -> Vec<(&'static str, &'static str, u64, bool)> {
        let (l, counts) = (self.frame.lang, &self.batch.counts);
        let asked = counts.asked + counts.said.values().sum::<u64>();
        let all = [
            (Listed::In(ProposalState::Proposed), l.t("案", "Proposed"), counts.proposed),
            (Listed::Asked, l.t("戸籍との照合", "Held against the family register"), asked),
            (Listed::In(ProposalState::Fallen), l.t("除外", "Fallen out"), counts.fallen.values().sum()),
            (Listed::In(ProposalState::Deleted), l.t("消除済み", "Deleted"), counts.deleted),
            (Listed::In(ProposalState::Restored), l.t("回復済み", "Restored"), counts.restored),
        ];
        all.into_iter()
            .filter(|(which, _, count)| *count > 0 || *which == self.which)
            .map(|(which, words, count)| (word(which), words, count, which == self.which))
            .collect()
    }

    pub(crate) fn list_title(&self) -> &'static str {
        self.lists().into_iter().find(|(.., shown)| *shown).map_or("", |(_, words, ..)| words)
    }

    /// What can be done with one proposal: word in the address, words of the link.
    pub(crate) fn single(&self, one: &ProposalView) -> Option<(&'static str, &'static str)> {
        let (l, may) = (self.frame.lang, |command| self.batch.commands.contains(&command));
        match one.state {
            ProposalState::Proposed if may(BatchCommand::Dismiss) => {
                Some(("take-out", l.t("案から外す", "Take out")))
            }
            ProposalState::Deleted if may(BatchCommand::Restore) => {
                Some(("restore", l.t("回復する", "Restore")))
            }
            _ => None,
        }
    }

    /// What the family register said of one that it is asked about; empty where it is not.
    pub(crate) fn said(&self, one: &ProposalView) -> String {
        let l = self.frame.lang;
        match one.said {
            Some(said) => format!("{}{}", l.t("戸籍：", "Family register: "), self.words(said.label())),
            None if one.asked => l.t("戸籍：回答待ち", "Family register: not answered yet").to_owned(),
            None => String::new(),
        }
    }

    /// The next page of the list.
    pub(crate) fn more(&self) -> Option<String> {
        let last =
            self.listed.as_ref()?.last().filter(|_| self.listed.as_ref().is_some_and(|l| l.len() >= ROWS));
        last.map(|last| format!("{}?show={}&after={}#list", self.address(), word(self.which), last.entry))
    }

    /// An event in words, its ground in the page's language or as an officer wrote it, and the entry that it is about.
    pub(crate) fn event(&self, event: &BatchEvent) -> (&'static str, String, InJapanese, Option<String>) {
        let l = self.frame.lang;
        let (words, ground, entry) = event_words(l, event);
        (words, l.t(&ground.ja, &ground.en).to_owned(), l.ja_unless(ground.ja != ground.en), entry)
    }

    pub(crate) fn at(&self, event: &BatchEvent) -> html::Registered<'static> {
        self.frame.lang.instant(&app::instant_text(event.at))
    }
}

/// What is read first: what will be deleted, else what was, else what fell out.
const fn usual(batch: &DeletionBatchView) -> ProposalState {
    let counts = &batch.counts;
    if counts.proposed > 0 {
        ProposalState::Proposed
    } else if counts.deleted > 0 {
        ProposalState::Deleted
    } else if counts.restored > 0 {
        ProposalState::Restored
    } else {
        ProposalState::Fallen
    }
}
