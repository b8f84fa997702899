use jiff::civil::{Date, date};

use super::*;
use crate::present::{Existence, Restriction, Standing};
use crate::record::Basis;

const TODAY: Date = date(2026, 11, 23);

fn lines(items: &[(EntryItem, &str)]) -> ItemLines {
    let mut lines = ItemLines::new();
    for (item, value) in items {
        lines.set(*item, value).unwrap();
    }
    lines
}

fn birth() -> ItemLines {
    lines(&[(EntryItem::Number, "12"), (EntryItem::Name, "髙橋 花子"), (EntryItem::Born, "1990-02-03")])
}

struct Life(Vec<Record>);

impl Life {
    fn begun() -> Self {
        let mut life = Self(vec![]);
        life.act(Act::NewRegistration, date(2012, 4, 1), &birth()).unwrap();
        life
    }

    fn act(&mut self, act: Act, on: Date, body: &ItemLines) -> Result<Present, Refusal> {
        let present = step(&self.0, act, on, body, TODAY)?;
        let basis =
            Basis { actor: "a".into(), ground: "g".into(), citation: "c".into(), rules_digest: [0; 32] };
        let version = i64::try_from(self.0.len()).unwrap() + 1;
        self.0.push(Record {
            version,
            act,
            effective_on: on.to_string(),
            recorded_at: version,
            basis,
            body: Some(body.stored().to_owned()),
            position: Some(u64::try_from(version).unwrap() - 1),
        });
        assert_eq!(present, fold(&self.0), "step and fold agree");
        assert!(present.items().is_canonical());
        Ok(present)
    }
}

#[test]
fn a_refusal_about_a_text_with_a_stroke_says_the_whole_of_it_in_each_language() {
    let refusal = Refusal::Term("4月 / 5月".to_owned());
    let words = refusal.words();
    assert_eq!(words.ja, "停止の期間が正しくありません: 4月 / 5月");
    assert_eq!(words.en, "the term of the suspension is not right: 4月 / 5月");
    assert_eq!(refusal.to_string(), format!("{} / {}", words.ja, words.en));
}

#[test]
fn a_marriage_corrected_and_a_slip_found_later() {
    let mut life = Life::begun();
    let married = lines(&[(EntryItem::Name, "渡邉 花子"), (EntryItem::FormerName, "髙橋")]);
    life.act(Act::RegisterCorrection, date(2020, 6, 1), &married).unwrap();
    let slip = lines(&[(EntryItem::Name, "髙橋 華子"), (EntryItem::Born, "1990-02-04")]);
    let present = life.act(Act::ClericalCorrection, date(2012, 4, 1), &slip).unwrap();
    assert_eq!(present.items().get(EntryItem::Name), Some("渡邉 花子"), "the marriage stands");
    assert_eq!(present.items().get(EntryItem::Born), Some("1990-02-04"));
    let before = as_of(&life.0, date(2015, 1, 1), None).unwrap();
    assert_eq!(before.items().get(EntryItem::Name), Some("髙橋 華子"), "as it truly stood");
    let known_then = as_of(&life.0, date(2015, 1, 1), Some(2)).unwrap();
    assert_eq!(known_then.items().get(EntryItem::Name), Some("髙橋 花子"), "as was known");
    assert_eq!(as_of(&life.0, date(2012, 3, 31), None), None);
}

#[test]
fn a_suspension_ends_by_itself() {
    let mut life = Life::begun();
    let term = lines(&[(EntryItem::PracticeSuspended, "2026-01-10/2026-04-09")]);
    let present = life.act(Act::PracticeSuspension, date(2026, 1, 10), &term).unwrap();
    assert_eq!(present.standing(date(2026, 1, 9)), Standing::Active);
    assert_eq!(present.standing(date(2026, 1, 10)), Standing::Suspended);
    assert_eq!(present.standing(date(2026, 4, 9)), Standing::Suspended);
    assert_eq!(present.standing(date(2026, 4, 10)), Standing::Active);
    assert!(matches!(present.restrictions().as_slice(), [Restriction::PracticeSuspended { .. }]));
    let wrong = lines(&[(EntryItem::PracticeSuspended, "2026-04-10/2026-04-09")]);
    assert!(matches!(life.act(Act::PracticeSuspension, date(2026, 1, 10), &wrong), Err(Refusal::Term(_))));
}

#[test]
fn revocation_and_licence_again() {
    let mut life = Life::begun();
    let revoked = life.act(Act::Revocation, date(2015, 1, 1), &ItemLines::new()).unwrap();
    assert_eq!(revoked.standing(TODAY), Standing::Revoked);
    let name = lines(&[(EntryItem::Name, "乙")]);
    assert!(matches!(
        life.act(Act::RegisterCorrection, date(2016, 1, 1), &name),
        Err(Refusal::NotInThisState { stage: LifeStage::Revoked, .. })
    ));
    let again = life.act(Act::Relicence, date(2021, 1, 1), &ItemLines::new()).unwrap();
    assert_eq!(again.standing(TODAY), Standing::Active);
    assert_eq!(again.items().get(EntryItem::Relicensed), Some("2021-01-01"));
}

#[test]
fn a_deletion_taken_back() {
    let mut life = Life::begun();
    assert_eq!(
        life.act(Act::Deletion, date(2020, 1, 1), &ItemLines::new()),
        Err(Refusal::Missing { act: Act::Deletion, item: EntryItem::Reason })
    );
    let death = lines(&[(EntryItem::Reason, "death"), (EntryItem::DiedOn, "2019-12-24")]);
    let gone = life.act(Act::Deletion, date(2020, 1, 6), &death).unwrap();
    assert_eq!(gone.existence(), Existence::Deleted { reason: "death".into(), on: "2020-01-06".into() });
    let back = life.act(Act::Restoration, date(2020, 3, 1), &ItemLines::new()).unwrap();
    assert_eq!(back.stored(), birth().stored(), "she lives; nothing of it remains in the present");
}

#[test]
fn dates_are_guarded() {
    let mut life = Life::begun();
    let name = lines(&[(EntryItem::Name, "乙")]);
    assert!(matches!(
        life.act(Act::RegisterCorrection, date(2027, 1, 1), &name),
        Err(Refusal::InTheFuture { .. })
    ));
    assert!(matches!(
        life.act(Act::RegisterCorrection, date(2012, 3, 31), &name),
        Err(Refusal::BeforeTheEntry { .. })
    ));
}

#[test]
fn a_correction_cannot_do_what_has_an_act_of_its_own() {
    let mut life = Life::begun();
    for item in [EntryItem::Deleted, EntryItem::Number, EntryItem::PracticeSuspended, EntryItem::Relicensed] {
        let body = lines(&[(item, "x")]);
        assert_eq!(
            life.act(Act::RegisterCorrection, date(2020, 1, 1), &body),
            Err(Refusal::NotOfThisAct { act: Act::RegisterCorrection, item })
        );
    }
}

#[test]
fn a_cleared_item_is_gone() {
    let mut life = Life::begun();
    life.act(Act::RegisterCorrection, date(2020, 1, 1), &lines(&[(EntryItem::FormerName, "旧")])).unwrap();
    let p =
        life.act(Act::RegisterCorrection, date(2021, 1, 1), &lines(&[(EntryItem::FormerName, "-")])).unwrap();
    assert_eq!(p.items().get(EntryItem::FormerName), None);
}

#[test]
fn the_whole_table_answers() {
    for act in Act::ALL {
        assert_eq!(allowed(LifeStage::Absent, *act), act.begins());
        let stages = LifeStage::ALL.iter().filter(|stage| allowed(**stage, *act)).count();
        assert!(stages > 0, "{act:?} can never be recorded");
    }
}

#[test]
fn an_erasure_empties_record_and_present_but_leaves_the_number() {
    let mut life = Life::begun();
    life.act(Act::RegisterCorrection, date(2020, 6, 1), &lines(&[(EntryItem::Name, "渡邉 花子")])).unwrap();
    let nothing = lines(&[(EntryItem::ErasedVersion, "9"), (EntryItem::Number, "12")]);
    assert!(matches!(life.act(Act::Erasure, date(2021, 1, 1), &nothing), Err(Refusal::Missing { .. })));
    let order = lines(&[(EntryItem::ErasedVersion, "1"), (EntryItem::Number, "12")]);
    let after = step(&life.0, Act::Erasure, date(2021, 1, 1), &order, TODAY).unwrap();
    assert_eq!(
        after.stored(),
        "#12\nN渡邉 花子\n",
        "the birth date of version 1 is gone, the later name stays"
    );
}
