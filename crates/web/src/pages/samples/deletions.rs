//! The desk's pages on what follows from the yearly check: proposed deletions, and steps that are confirmed.

use std::collections::BTreeMap;

use app::{
    BatchCommand, BatchCounts, BatchEvent, BatchState, DeletionBatchView, DeletionTerms, Fall, Listed,
    OfficerView, ProposalState, ProposalView, RunCommand, Term, Verdict,
};

use super::super::{
    DeletionBatchPage, DeletionBatchesPage, DeskStep, Frame, Place, Single, StepPage, batch_step, run_step,
    single_step,
};
use super::check::overview;
use super::{In, Sample, data, errors, frame, registers_list};
use crate::forms::{FieldErrors, StepForm};

const LONG: &str = "見本検査士・見本調製士・見本代理士のような長い名前の見本管理士籍";

fn terms() -> DeletionTerms {
    let term = |number| {
        Some(Term { number, citation: "本システムの設計（法令の定めはない）".into() })
    };
    DeletionTerms { quarantine_days: term(14), sample_size: term(300), recheck_days: term(30) }
}

fn officer(by: &str) -> OfficerView {
    OfficerView {
        by: by.into(),
        at: "2026-12-15T01:12:00Z".into(),
        ground: "照合の結果と\"除外\"<b>の理由を確認".into(),
    }
}

fn batch(state: BatchState) -> DeletionBatchView {
    let officers = match state {
        BatchState::ApprovedOnce => vec![officer("sato")],
        BatchState::Approved | BatchState::Done => vec![officer("sato"), officer("鈴木　二郎")],
        _ => vec![],
    };
    let (checked, done) = (state != BatchState::Waiting, state == BatchState::Done);
    let said = [(Verdict::Agrees, 297), (Verdict::Silent, 2), (Verdict::OtherDay, 1)];
    let fallen = [(Fall::NotDead, 12), (Fall::FamilyRegisterDay, 1), (Fall::TakenOut, 3)];
    DeletionBatchView {
        id: data::ID.into(),
        qualification: "sample-keeper".into(),
        authority: "JP".into(),
        register: registers_list().into_iter().next(),
        checked: 2_077_415,
        period: "2026".into(),
        state,
        reason: if state == BatchState::Stopped {
            (
                "戸籍に死亡の記載がない人が抽出の中にいます（1件。一致 297件）".into(),
                "No death in the family register: 1 of the sample (297 agree)".into(),
            )
        } else {
            Default::default()
        },
        round: if state == BatchState::Waiting { 2 } else { 1 },
        proposed_on: "2026-11-30".into(),
        waits_until: "2026-12-14".into(),
        checked_on: if checked { "2026-12-15".into() } else { String::new() },
        fresh_until: if checked { "2027-01-14".into() } else { String::new() },
        today: "2026-12-01".into(),
        officers,
        counts: BatchCounts {
            proposed: if done { 0 } else { 34_086 },
            deleted: if done { 34_084 } else { 0 },
            restored: if done { 2 } else { 0 },
            fallen: if checked { BTreeMap::from(fallen) } else { BTreeMap::new() },
            said: if checked { BTreeMap::from(said) } else { BTreeMap::new() },
            asked: u64::from(state == BatchState::Stopped) * 4,
            confirmed: if checked { 297 } else { 0 },
        },
        commands: BatchCommand::ALL.iter().copied().filter(|command| state.allows(*command)).collect(),
    }
}

/// A register whose name is the longest.
fn longest(state: BatchState) -> DeletionBatchView {
    let mut batch = batch(state);
    if let Some(register) = &mut batch.register {
        LONG.clone_into(&mut register.register_name);
        "Register of keepers of samples with a very long name of the profession"
            .clone_into(&mut register.register_name_en);
    }
    DeletionBatchView { checked: 0, ..batch }
}

fn proposal(name: &str, state: ProposalState) -> ProposalView {
    ProposalView {
        entry: data::ID.into(),
        number: "第1234567号".into(),
        name: name.into(),
        born: "1931-02-28".into(),
        died_on: "2025-07-01".into(),
        doubt: Default::default(),
        state,
        reason: (state == ProposalState::Fallen).then_some(Fall::FamilyRegisterDay),
        asked: false,
        said: None,
    }
}

fn proposals(state: ProposalState) -> Vec<ProposalView> {
    let usual = proposal("髙橋　花子", state);
    let variant = ("氏名の字体の違い".to_owned(), "the name differs by a variant of a character".to_owned());
    vec![
        ProposalView { asked: true, said: Some(Verdict::Agrees), ..usual.clone() },
        ProposalView { asked: true, doubt: variant, ..proposal("葛\u{E0100}城<b>　\u{E000}子", state) },
        proposal(data::LONGEST, state),
        ProposalView { born: "1931".into(), ..usual },
    ]
}

fn events() -> Vec<BatchEvent> {
    let event = |days: i64, actor: &str, what: &str, about: String| BatchEvent {
        at: 1_764_460_800_000_000 + days * 86_400_000_000,
        actor: actor.into(),
        what: what.into(),
        about,
    };
    vec![
        event(14, "worker-7f3a", "checked", "agrees: 297, silent: 2".into()),
        event(14, "worker-7f3a", "stop", "抽出の中に<b>矛盾 1件\n<b>1 of the sample is contradicted".into()),
        event(15, "sato", "take-out", format!("本人が\"窓口\"<b>に来た\n{}", data::ID)),
        event(15, "sato", "approve", "照合の結果を確認".into()),
        event(16, "鈴木　二郎", "approve", "除外の理由を確認".into()),
    ]
}

pub(super) fn frame_at(r: In) -> Frame {
    Frame { place: Place::Check, here: "/desk/yearly-check/deletions".into(), ..frame(r.0) }
}

pub(super) fn deletions(r: In) -> Vec<Sample> {
    use BatchState::{Approved, ApprovedOnce, Checked, Done, Stopped, Waiting};
    let list = |batches| DeletionBatchesPage { frame: frame_at(r), batches, terms: terms() };
    let page = |batch, which, listed| DeletionBatchPage {
        frame: frame_at(r),
        batch,
        events: events(),
        terms: terms(),
        officer: "sato".into(),
        which,
        listed,
    };
    let proposed = Listed::In(ProposalState::Proposed);
    let some = || Some(proposals(ProposalState::Proposed));
    let many = (0..50).map(|_| proposal("髙橋　花子", ProposalState::Proposed)).collect();
    let fallen = Some(proposals(ProposalState::Fallen));
    let deleted = Some(proposals(ProposalState::Deleted));
    let bare = DeletionBatchView { counts: BatchCounts::default(), ..batch(Waiting) };
    let mut few = batch(Checked);
    few.counts.said = BTreeMap::from([(Verdict::Silent, 2)]);
    few.counts.confirmed = 0;
    let empty = DeletionBatchPage {
        events: vec![],
        terms: DeletionTerms::default(),
        ..page(bare, proposed, Some(vec![]))
    };
    let all = vec![batch(Waiting), longest(Checked), batch(Stopped), batch(Approved), batch(Done)];
    vec![
        r.sample("deletion-batches", "usual", list(all)),
        r.sample(
            "deletion-batches",
            "empty",
            DeletionBatchesPage { terms: DeletionTerms::default(), ..list(vec![]) },
        ),
        r.sample("deletion-batch", "waiting", page(batch(Waiting), proposed, Some(many))),
        r.sample("deletion-batch", "checked-longest", page(longest(Checked), proposed, some())),
        r.sample("deletion-batch", "unconfirmed", page(few, proposed, some())),
        r.sample("deletion-batch", "approved-once", page(batch(ApprovedOnce), Listed::Asked, some())),
        r.sample("deletion-batch", "approved", page(batch(Approved), proposed, some())),
        r.sample(
            "deletion-batch",
            "stopped",
            page(batch(Stopped), Listed::In(ProposalState::Fallen), fallen),
        ),
        r.sample("deletion-batch", "done", page(batch(Done), Listed::In(ProposalState::Deleted), deleted)),
        r.sample("deletion-batch", "auditor", page(batch(Checked), proposed, None)),
        r.sample("deletion-batch", "empty", empty),
    ]
}

pub(super) fn steps(r: In) -> Vec<Sample> {
    let page = |step: DeskStep| StepPage {
        frame: frame_at(r),
        step,
        form: StepForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
    };
    let with_batch = |state, command| batch_step(r.0, &batch(state), command);
    let mut few = batch(BatchState::Checked);
    few.counts.confirmed = 0;
    let one = proposal("葛\u{E0100}城<b>　\u{E000}子", ProposalState::Proposed);
    let long = proposal(data::LONGEST, ProposalState::Deleted);
    let of_one = |one: &ProposalView, command| single_step(r.0, (&batch(BatchState::Checked), one), command);
    let typed =
        StepForm { ground: "照合を\"確認\"<b>".into(), confirm: "34,000".into(), seen: String::new() };
    let wrong = errors(&[
        ("ground", r.0.t("理由を入力してください。", "State the ground.")),
        ("confirm", r.0.t("上に示した件数と違います。", "This is not the number shown above.")),
    ]);
    let refused = r.0.t("内容が変わりました。", "This changed after you opened the page.").to_owned();
    let usual = [
        ("approve-first", with_batch(BatchState::Checked, BatchCommand::Approve)),
        ("approve-unconfirmed", batch_step(r.0, &few, BatchCommand::Approve)),
        ("approve-second", with_batch(BatchState::ApprovedOnce, BatchCommand::Approve)),
        ("delete", with_batch(BatchState::Approved, BatchCommand::Delete)),
        ("release", with_batch(BatchState::Stopped, BatchCommand::Release)),
        ("dismiss", with_batch(BatchState::Stopped, BatchCommand::Dismiss)),
        ("restore", with_batch(BatchState::Done, BatchCommand::Restore)),
        ("take-out-private-use", Some(of_one(&one, Single::TakeOut))),
        ("restore-longest", Some(of_one(&long, Single::Restore))),
        ("pause", Some(run_step(r.0, &overview("running"), RunCommand::Pause))),
        ("resume", Some(run_step(r.0, &overview("paused"), RunCommand::Resume))),
    ];
    let usual = usual.into_iter().filter_map(|(case, step)| Some(r.sample("step", case, page(step?))));
    let mut all: Vec<Sample> = usual.collect();
    if let Some(step) = with_batch(BatchState::Done, BatchCommand::Restore) {
        all.push(r.sample("step", "error", StepPage { form: typed, errors: wrong, ..page(step) }));
    }
    let moved = page(run_step(r.0, &overview("paused"), RunCommand::Resume));
    all.push(r.sample("step", "moved", StepPage { refused, ..moved }));
    all
}
