//! Sealing, opening, finding, deleting.

use db::Param;

use super::support::{NOON, Place, by, digits, number, on_both_engines};
use crate::log::Verb;
use crate::number::{MyNumber, ResidentCode};
use crate::{NUMBERS_AT_MOST, Reason, SealedCode, SealedNumber, Use, Vault, VaultError};

on_both_engines!(
    what_was_sealed_is_opened_and_found_once_in_its_case,
    the_line_of_the_log_is_there_before_the_answer,
    one_sees_the_uses_of_ones_own_number,
    many_go_with_one_line,
    numbers_sealed_by_many_at_once_have_one_handle_each,
    one_flipped_bit_is_found,
    a_row_cannot_be_moved,
    a_deletion_is_an_act_with_a_proof,
    a_number_is_taken_over_into_another_case,
    a_code_is_no_number,
    one_hand_may_be_cut_off,
);

async fn opened(vault: &Vault, sealed: SealedNumber, by: &Use) -> Option<String> {
    let number = vault.open_for_jlis(&sealed, by).await.unwrap()?;
    Some(String::from_utf8(number.digits().to_vec()).unwrap())
}

async fn what_was_sealed_is_opened_and_found_once_in_its_case(place: Place) {
    let vault = &place.vault;
    let first = vault.seal(&number(1), &by("case-1")).await.unwrap();
    assert_eq!(vault.seal(&number(1), &by("case-1")).await.unwrap(), first, "idempotent by case");
    let other = vault.seal(&number(1), &by("case-2")).await.unwrap();
    assert_ne!(other, first, "two cases share nothing that could be joined");
    let third = vault.seal(&number(2), &by("case-1")).await.unwrap();
    assert_eq!(opened(vault, first, &by("case-1")).await, Some(digits(1)));
    assert_eq!(opened(vault, third, &by("case-1")).await, Some(digits(2)));
    assert_eq!(opened(vault, SealedNumber::from_bytes([9; 16]), &by("case-1")).await, None);
    let mut same = vec![first, other];
    same.sort_unstable();
    assert_eq!(vault.handles_of_same(&first, &by("case-1")).await.unwrap(), same);
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 3);

    let held = vault.held(None, 2).await.unwrap();
    let rest = vault.held(Some(held[1].handle), 2).await.unwrap();
    assert_eq!((held.len(), rest.len()), (2, 1));
    assert_eq!(
        (held[0].source.as_str(), held[0].kind.as_str(), held[0].sealed_at),
        ("found", "my-number", NOON)
    );
}

async fn the_line_of_the_log_is_there_before_the_answer(place: Place) {
    let vault = &place.vault;
    let sealed = vault.seal(&number(1), &by("case-1")).await.unwrap();
    let lines = vault.log_lines(1, 10).await.unwrap();
    assert_eq!((lines.len(), lines[0].verb.as_str(), lines[0].made), (1, Verb::Seal.word(), 1));
    vault.open_for_jlis(&sealed, &by("case-1")).await.unwrap();
    let line = vault.log_lines(2, 10).await.unwrap().remove(0);
    assert_eq!((line.verb.as_str(), line.handles), (Verb::OpenForJlis.word(), 1));
    assert_eq!((line.purpose.as_str(), line.case.as_str()), ("氏名の変更の確認", "case-1"));
    assert_eq!((line.operator.as_str(), line.written_at), ("officer-1", NOON));
    assert!(line.detail.contains(&sealed.to_hex()));

    // where no line can be written there is no answer
    place.without_guards().await;
    place.execute("DELETE FROM log_head", &[]).await.unwrap_err();
    let drop = if vault.0.db.engine() == db::Engine::Sqlite {
        "DROP TRIGGER head_no_delete"
    } else {
        "DROP TRIGGER head_guard ON log_head"
    };
    place.execute(drop, &[]).await.unwrap();
    place.execute("DELETE FROM log_head", &[]).await.unwrap();
    assert!(vault.open_for_jlis(&sealed, &by("case-1")).await.is_err());
    assert!(vault.seal(&number(5), &by("case-1")).await.is_err());
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 1, "and nothing is taken in");
}

async fn one_sees_the_uses_of_ones_own_number(place: Place) {
    let vault = &place.vault;
    let mine = vault.seal(&number(1), &by("case-1")).await.unwrap();
    let others = vault.seal(&number(2), &by("case-2")).await.unwrap();
    vault.open_for_jlis(&mine, &by("case-1")).await.unwrap();
    vault.open_for_jlis(&others, &by("case-2")).await.unwrap();
    vault.open_for_jlis_many::<MyNumber>(&[mine, others], &by("check")).await.unwrap();
    let all = vault.log_lines_of(&mine, (i64::MAX, 10)).await.unwrap();
    let words: Vec<&str> = all.iter().map(|line| line.verb.as_str()).collect();
    assert_eq!(words, [Verb::OpenForJlis.word(), Verb::Seal.word()], "the latest first, and nobody else's");
    assert!(all.iter().all(|line| line.case == "case-1"));
    let earlier = vault.log_lines_of(&mine, (all[0].seq, 10)).await.unwrap();
    assert_eq!(earlier, all[1..], "page by page");
    assert_eq!(vault.log_lines_of(&others, (i64::MAX, 1)).await.unwrap().len(), 1);
}

async fn many_go_with_one_line(place: Place) {
    let vault = &place.vault;
    let run = Use::new("年次の確認", "run-2026", "yearly-check").unwrap();
    let numbers: Vec<MyNumber> = (0..700).map(number).chain([number(3), number(3)]).collect();
    let handles = vault.seal_many(&numbers, &run).await.unwrap();
    assert_eq!(handles.len(), 702);
    assert_eq!((handles[700], handles[701]), (handles[3], handles[3]), "one number is there once");
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 700);
    assert_eq!(vault.seal_many(&numbers, &run).await.unwrap(), handles, "the same again after a stop");
    let some_known: Vec<MyNumber> = (690..770).map(number).collect();
    let more = vault.seal_many(&some_known, &run).await.unwrap();
    assert_eq!(more[..10], handles[690..700]);
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 770);

    let before = vault.log_head().await.unwrap().seq;
    let mut asked = handles.clone();
    asked.insert(1, SealedNumber::from_bytes([1; 16]));
    let opened = vault.open_for_jlis_many::<MyNumber>(&asked, &run).await.unwrap();
    assert!(opened[1].is_none());
    let texts: Vec<String> =
        opened.iter().flatten().map(|n| String::from_utf8(n.digits().to_vec()).unwrap()).collect();
    let expected: Vec<String> = (0..700).chain([3, 3]).map(digits).collect();
    assert!(texts == expected, "in the order of the handles");
    let lines = vault.log_lines(before, 10).await.unwrap();
    assert_eq!((lines.len(), lines[0].handles), (1, 703));
    assert_eq!(
        lines[0].digest,
        crate::log::digest_of(&asked.iter().map(|h| h.to_bytes()).collect::<Vec<_>>())
    );

    let too_many = vec![handles[0]; NUMBERS_AT_MOST + 1];
    let outcome = vault.open_for_jlis_many::<MyNumber>(&too_many, &run).await;
    assert!(matches!(outcome, Err(VaultError::TooMany { .. })));
    assert!(vault.verify_log(None).await.unwrap().findings.is_empty());
}

async fn numbers_sealed_by_many_at_once_have_one_handle_each(place: Place) {
    let mut tasks = Vec::new();
    for _ in 0..6 {
        let vault = place.again().await;
        tasks.push(tokio::spawn(async move {
            let mut handles = Vec::new();
            for n in 0..12 {
                handles.push(vault.seal(&number(n), &by("case-1")).await.unwrap());
            }
            let all: Vec<MyNumber> = (0..80).map(number).collect();
            assert_eq!(vault.seal_many(&all, &by("case-1")).await.unwrap()[..12], handles);
            handles
        }));
    }
    let mut seen = Vec::new();
    for task in tasks {
        seen.push(task.await.unwrap());
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]));
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 80);
    assert!(place.vault.verify_log(None).await.unwrap().findings.is_empty());
}

async fn one_flipped_bit_is_found(place: Place) {
    let vault = &place.vault;
    let sealed = vault.seal(&number(1), &by("case-1")).await.unwrap();
    let handle = sealed.to_bytes();
    let read = "SELECT sealed FROM number WHERE handle = $1";
    let stored = vault.0.db.reader().await.unwrap();
    let mut stored = stored;
    let bytes = stored
        .query(read, &[Param::Bytes(&handle)], |row| Ok(row.bytes(0)?.to_vec()))
        .await
        .unwrap()
        .remove(0);
    drop(stored);
    place.without_guards().await;
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 8);
        let set = "UPDATE number SET sealed = $1 WHERE handle = $2";
        place.execute(set, &[Param::Bytes(&broken), Param::Bytes(&handle)]).await.unwrap();
        let Err(VaultError::Damaged(what)) = vault.open_for_jlis(&sealed, &by("case-1")).await else {
            panic!("byte {at} is another and was not seen")
        };
        assert!(what.contains(&sealed.to_hex()), "it says where");
    }
}

async fn a_row_cannot_be_moved(place: Place) {
    let vault = &place.vault;
    let one = vault.seal(&number(1), &by("case-1")).await.unwrap();
    let two = vault.seal(&number(2), &by("case-2")).await.unwrap();
    place.without_guards().await;
    let swap = "UPDATE number SET sealed = (SELECT sealed FROM number WHERE handle = $1) WHERE handle = $2";
    place.execute(swap, &[Param::Bytes(&one.to_bytes()), Param::Bytes(&two.to_bytes())]).await.unwrap();
    assert!(matches!(vault.open_for_jlis(&two, &by("case-2")).await, Err(VaultError::Damaged(_))));
    let elsewhere = "UPDATE number SET case_id = 'case-9' WHERE handle = $1";
    place.execute(elsewhere, &[Param::Bytes(&one.to_bytes())]).await.unwrap();
    assert!(matches!(vault.open_for_jlis(&one, &by("case-9")).await, Err(VaultError::Damaged(_))));
}

async fn a_deletion_is_an_act_with_a_proof(place: Place) {
    let vault = &place.vault;
    let numbers: Vec<MyNumber> = (0..5).map(number).collect();
    let handles = vault.seal_many(&numbers, &by("run-1")).await.unwrap();
    let reason = Reason::new("登録の消除により利用の目的が終わった").unwrap();
    assert_eq!(vault.proof_of_deletion(&handles[0]).await.unwrap(), None);
    let line = vault.delete(&handles[..3], &by("run-1"), &reason).await.unwrap();
    assert_eq!((line.verb.as_str(), line.handles, line.made), (Verb::Delete.word(), 3, -3));
    assert!(line.detail.contains(reason.as_str()));
    assert_eq!(line.computed_hash(), line.hash);
    for gone in &handles[..3] {
        assert!(vault.open_for_jlis(gone, &by("run-1")).await.unwrap().is_none());
        assert_eq!(vault.proof_of_deletion(gone).await.unwrap().unwrap(), line);
    }
    assert_eq!(opened(vault, handles[3], &by("run-1")).await, Some(digits(3)));
    let again = vault.delete(&handles[..4], &by("run-1"), &reason).await.unwrap();
    assert_eq!(again.handles, 1, "those that were there");
    let anew = vault.seal(&number(0), &by("run-1")).await.unwrap();
    assert_ne!(anew, handles[0], "given anew it is another giving");
    let report = vault.verify_log(None).await.unwrap();
    assert_eq!(report.findings, vec![]);
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 2);
}

async fn a_number_is_taken_over_into_another_case(place: Place) {
    let vault = &place.vault;
    let proofs = crate::AcceptedProofs::none().also("card-online", ["card-signature"]);
    let proof = proofs.accept(crate::ProofOfNumber::CardOnline, crate::ProofOfIdentity::CardSignature);
    let source = crate::Source::GivenByHolder(proof.unwrap());
    let came = vault.seal_from(&number(1), &source, &by("apply 1")).await.unwrap();
    let carried = vault.carry_over(&came, &by("holder")).await.unwrap().unwrap();
    assert_ne!(carried, came, "a handle of its own");
    assert_eq!(vault.carry_over(&came, &by("holder")).await.unwrap(), Some(carried), "once");
    assert_eq!(opened(vault, carried, &by("holder")).await, Some(digits(1)));
    let held = vault.held(None, 10).await.unwrap();
    assert!(held.iter().all(|held| held.source == source.stored()), "it was given, as before: {held:?}");
    vault.delete(&[came], &by("apply 1"), &Reason::new("終わった").unwrap()).await.unwrap();
    assert_eq!(opened(vault, carried, &by("holder")).await, Some(digits(1)), "the other case keeps its own");
    assert_eq!(vault.carry_over(&came, &by("holder")).await.unwrap(), None);
    let lines = vault.log_lines(0, 20).await.unwrap();
    assert_eq!(
        lines.iter().filter(|line| line.verb == Verb::Carry.word()).count(),
        3,
        "each try is on record"
    );
    assert!(vault.verify_log(None).await.unwrap().findings.is_empty());
}

async fn a_code_is_no_number(place: Place) {
    let vault = &place.vault;
    let code = ResidentCode::of_digits(b"00000000019").ok().unwrap();
    let sealed: SealedCode = vault.seal_many(&[code], &by("case-1")).await.unwrap().remove(0);
    let opened =
        vault.open_for_jlis_many::<ResidentCode>(&[sealed], &by("case-1")).await.unwrap().remove(0).unwrap();
    assert_eq!(opened.digits(), b"00000000019");
    let as_number = SealedNumber::from_bytes(sealed.to_bytes());
    assert!(matches!(vault.open_for_jlis(&as_number, &by("case-1")).await, Err(VaultError::Damaged(_))));
}

/// Whoever waits for an answer may go away at any moment: what is there afterwards is whole.
async fn one_hand_may_be_cut_off(place: Place) {
    let numbers: Vec<MyNumber> = (0..300).map(number).collect();
    for micros in [0, 50, 200, 800, 2_000, 5_000] {
        let run = by("run-1");
        let work = place.vault.seal_many(&numbers, &run);
        let _ = tokio::time::timeout(std::time::Duration::from_micros(micros), work).await;
    }
    let handles = place.vault.seal_many(&numbers, &by("run-1")).await.unwrap();
    assert_eq!(handles.len(), 300);
    assert_eq!(place.vault.verify_log(None).await.unwrap().findings, vec![]);
}
