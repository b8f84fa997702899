//! The log, when somebody with the database's own rights has been at it.

use db::Param;

use super::support::{Place, by, number, on_both_engines};
use crate::{LogHead, Reason, VaultError};

on_both_engines!(
    a_good_log_is_good_and_its_head_can_be_kept,
    each_tampering_is_named,
    lines_that_were_cut_off_show_against_the_head_that_was_kept,
    a_whole_new_log_is_not_of_this_vault,
    it_is_verified_while_it_grows,
);

async fn used(place: &Place) {
    for n in 0..4 {
        let sealed = place.vault.seal(&number(n), &by("case-1")).await.unwrap();
        place.vault.open_for_jlis(&sealed, &by("case-1")).await.unwrap();
        if n == 2 {
            place.vault.delete(&[sealed], &by("case-1"), &Reason::new("取下げ").unwrap()).await.unwrap();
        }
    }
}

async fn findings(place: &Place, kept: Option<&LogHead>) -> Vec<(i64, &'static str)> {
    let report = place.vault.verify_log(kept).await.unwrap();
    report.findings.into_iter().map(|finding| (finding.seq, finding.words.1)).collect()
}

async fn a_good_log_is_good_and_its_head_can_be_kept(place: Place) {
    used(&place).await;
    let kept = place.vault.log_head().await.unwrap();
    used(&place).await;
    let report = place.vault.verify_log(Some(&kept)).await.unwrap();
    assert_eq!(report.findings, vec![]);
    assert_eq!((report.lines, report.head.clone()), (19, place.vault.log_head().await.unwrap()));
    assert_eq!(kept.to_string().parse(), Ok(kept));
    assert_eq!("1:zz".parse::<LogHead>(), Err(()));
}

async fn each_tampering_is_named(place: Place) {
    used(&place).await;
    place.without_guards().await;
    let cases: [(&str, i64, &str); 5] = [
        ("UPDATE log_line SET operator_name = 'nobody' WHERE seq = 3", 3, "content"),
        ("UPDATE log_line SET handles = 2 WHERE seq = 4", 4, "content"),
        ("DELETE FROM log_line WHERE seq = 5", 6, "missing"),
        ("DELETE FROM deletion", 8, "deleted handles"),
        ("DELETE FROM number WHERE case_id = 'case-1'", 0, "as many numbers"),
    ];
    let mut before = Vec::new();
    for (sql, seq, words) in cases {
        place.execute(sql, &[]).await.unwrap();
        let found = findings(&place, None).await;
        let new: Vec<_> = found.iter().filter(|finding| !before.contains(*finding)).collect();
        assert!(new.iter().any(|(at, what)| *at == seq && what.contains(words)), "{sql}: {new:?}");
        before = found;
    }
}

async fn lines_that_were_cut_off_show_against_the_head_that_was_kept(place: Place) {
    used(&place).await;
    let kept = place.vault.log_head().await.unwrap();
    // the last use is taken out, and the head put back to the line before
    place.without_guards().await;
    let last = kept.seq;
    let line = place.vault.log_lines(last - 2, 1).await.unwrap().remove(0);
    place.execute("DELETE FROM log_line WHERE seq = $1", &[Param::Int(last)]).await.unwrap();
    let back = "UPDATE log_head SET seq = $1, hash = $2";
    place.execute(back, &[Param::Int(last - 1), Param::Bytes(&line.hash)]).await.unwrap();
    assert_eq!(findings(&place, None).await, vec![], "nothing inside shows it: so a head is kept elsewhere");
    let found = findings(&place, Some(&kept)).await;
    assert!(matches!(found.as_slice(), [(0, what)] if what.contains("kept elsewhere")), "{found:?}");
}

async fn a_whole_new_log_is_not_of_this_vault(place: Place) {
    used(&place).await;
    place.without_guards().await;
    // one line is written anew, with all hashes after it
    let mut lines = place.vault.log_lines(0, 100).await.unwrap();
    lines[4].operator = "somebody-else".to_owned();
    for at in 4..lines.len() {
        lines[at].before = lines[at - 1].hash;
        lines[at].hash = lines[at].computed_hash();
        let set = "UPDATE log_line SET operator_name = $1, before_hash = $2, hash = $3 WHERE seq = $4";
        let line = &lines[at];
        let params = [
            Param::Text(&line.operator),
            Param::Bytes(&line.before),
            Param::Bytes(&line.hash),
            Param::Int(line.seq),
        ];
        place.execute(set, &params).await.unwrap();
    }
    let last = lines.last().unwrap();
    place.execute("UPDATE log_head SET hash = $1", &[Param::Bytes(&last.hash)]).await.unwrap();
    let found = findings(&place, None).await;
    assert_eq!(found.len(), lines.len() - 4, "each line that was written without the key: {found:?}");
    assert!(found.iter().all(|(_, what)| what.contains("this vault")));
}

async fn it_is_verified_while_it_grows(place: Place) {
    let vault = place.again().await;
    let growing = tokio::spawn(async move {
        for n in 0..60 {
            vault.seal(&number(n), &by("case-1")).await?;
        }
        Ok::<_, VaultError>(())
    });
    while !growing.is_finished() {
        assert_eq!(findings(&place, None).await, vec![]);
    }
    growing.await.unwrap().unwrap();
    assert_eq!(place.vault.verify_log(None).await.unwrap().lines, 61);
}
