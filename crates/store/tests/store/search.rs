//! Finding by keys, and that they follow what is corrected.

use jiff::civil::date;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::name::{kana_key, name_key};
use store::entry::{EntryRow, by_ids, by_numbers, last, walk};
use store::search::{KeyKind, by_prefix};

use crate::agree::agree;
use crate::support::{Place, on_both_engines, registration};

on_both_engines!(
    a_variant_finds_and_a_correction_moves_the_key,
    a_prefix_finds_over_many_registers_up_to_the_limit,
    look_ups_by_number_and_walks,
);

async fn found(place: &Place, register: RegisterId, kind: KeyKind, prefix: &str) -> Vec<EntryId> {
    let mut reader = place.db.reader().await.unwrap();
    let found = by_prefix(&mut reader, &[register], kind, prefix, 10).await.unwrap();
    found.into_iter().map(|(_, id)| id).collect()
}

async fn a_variant_finds_and_a_correction_moves_the_key(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "髙橋 花子");
    let who = (nurses, new.entry);
    place.write(new).await;
    assert_eq!(found(&place, nurses, KeyKind::Name, &name_key("高橋")).await, [who.1]);
    assert_eq!(found(&place, nurses, KeyKind::Kana, &kana_key("ﾀｶﾊｼ")).await, [who.1]);
    assert_eq!(found(&place, nurses, KeyKind::Born, "1990-02-03").await, [who.1]);
    let body = [
        (EntryItem::Name, "渡邉 花子"),
        (EntryItem::Born, "1990-02-04"),
        (EntryItem::Kana, "ワタナベ ハナコ"),
    ];
    let corrected = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &body).await;
    place.write(corrected).await;
    assert_eq!(found(&place, nurses, KeyKind::Name, &name_key("高橋")).await, []);
    assert_eq!(found(&place, nurses, KeyKind::Born, "1990-02-03").await, []);
    assert_eq!(found(&place, nurses, KeyKind::Kana, &kana_key("タカハシ")).await, []);
    for name in ["渡辺", "渡邊", "渡邉"] {
        assert_eq!(found(&place, nurses, KeyKind::Name, &name_key(name)).await, [who.1], "{name}");
    }
    // the former name finds as well, and the same name as former name makes no second hit
    let body = [(EntryItem::FormerName, "髙橋 花子")];
    let former = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &body).await;
    place.write(former).await;
    assert_eq!(found(&place, nurses, KeyKind::Name, &name_key("高橋")).await, [who.1]);
    let body = [(EntryItem::FormerName, "渡邊 花子")];
    let same = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &body).await;
    place.write(same).await;
    assert_eq!(found(&place, nurses, KeyKind::Name, &name_key("渡辺")).await, [who.1]);
    let gone = place.decide(who, Act::Deletion, date(2021, 1, 1), &[(EntryItem::Reason, "request")]).await;
    place.write(gone).await;
    assert_eq!(
        found(&place, nurses, KeyKind::Name, &name_key("渡辺")).await,
        [who.1],
        "the deleted are found too"
    );
    agree(&place.db, true).await;
}

async fn a_prefix_finds_over_many_registers_up_to_the_limit(place: Place) {
    let mut registers = Vec::new();
    for n in 1..=47 {
        for profession in ["assistant-nurse", "nutritionist"] {
            let authority: &'static str = Box::leak(format!("JP-{n:02}").into_boxed_str());
            registers.push(place.register(profession, authority).await);
        }
    }
    let batch = registers.iter().zip(0..).flat_map(|(register, n)| {
        let names = ["佐藤 一", "佐藤 二", "佐々木 三"];
        names.into_iter().zip(0..).map(move |(name, m)| registration(*register, &format!("{n}{m}"), name))
    });
    place.append(batch.collect()).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let mut found = async |prefix: &str, limit| {
        by_prefix(&mut reader, &registers, KeyKind::Name, &name_key(prefix), limit).await.unwrap()
    };
    let all = found("佐藤", 1_000).await;
    assert_eq!(all.len(), 2 * registers.len());
    assert!(all.iter().zip(all.iter().skip(1)).all(|(a, b)| a != b));
    assert_eq!(found("佐", 1_000).await.len(), 3 * registers.len());
    assert_eq!(found("佐藤", 7).await.len(), 7);
    assert_eq!(found("佐藤", 150).await.len(), 150, "a limit in the second flight");
    assert_eq!(found("鈴木", 10).await, []);
    assert_eq!(found("", 1_000).await.len(), 3 * registers.len(), "an empty name finds all, up to the limit");
    assert_eq!(found("佐藤", 0).await, []);
}

async fn look_ups_by_number_and_walks(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    let batch: Vec<_> = (0..25).map(|n| registration(nurses, &n.to_string(), "佐藤 一")).collect();
    let ids: Vec<_> = batch.iter().map(|record| (nurses, record.entry)).collect();
    place.append(batch).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let asked = [(nurses, "3"), (midwives, "3"), (nurses, "nobody"), (nurses, "24")];
    let found = by_numbers(&mut reader, &asked).await.unwrap();
    let numbers = |mut rows: Vec<EntryRow>| {
        rows.sort_by_key(|row| row.number_key.parse::<u32>().unwrap());
        rows.into_iter().map(|row| (row.register, row.number_key)).collect::<Vec<_>>()
    };
    assert_eq!(numbers(found), [(nurses, "3".to_owned()), (nurses, "24".to_owned())]);
    // each of the sizes, the largest more than once, and one asked for twice
    let texts: Vec<String> = (0..25).map(|n| n.to_string()).collect();
    for count in [1, 2, 4, 5, 16, 17, 25] {
        let asked: Vec<_> = texts[..count].iter().map(|n| (nurses, n.as_str())).collect();
        let expected: Vec<_> = texts[..count].iter().map(|n| (nurses, n.clone())).collect();
        assert_eq!(numbers(by_numbers(&mut reader, &asked).await.unwrap()), expected);
        let often: Vec<_> = asked.iter().cycle().take(150).copied().collect();
        assert!(by_numbers(&mut reader, &often).await.unwrap().len() >= count);
    }
    assert_eq!(by_ids(&mut reader, &ids[..3]).await.unwrap().len(), 3);
    let (mut seen, mut after) = (Vec::new(), EntryId::from_stored(&[0; 16]).unwrap());
    loop {
        let before = seen.len();
        walk(&mut reader, nurses, after, 10, |row| {
            seen.push(EntryId::from_stored(row.bytes(1)?).unwrap());
            Ok(())
        })
        .await
        .unwrap();
        if seen.len() == before {
            break;
        }
        after = *seen.last().unwrap();
    }
    let mut expected: Vec<_> = ids.iter().map(|(_, id)| *id).collect();
    expected.sort();
    assert_eq!(seen, expected, "slices join without a gap");
    assert_eq!(last(&mut reader, nurses).await.unwrap(), expected.last().copied());
    assert_eq!(last(&mut reader, midwives).await.unwrap(), None);
}
