use vault::jlis::{AskId, Birth, Ground, Heading, Items, Wanted};

use super::*;

fn batch(folder: PathBuf, count: u64) -> Batch {
    let word = str::to_owned;
    let ground = Ground { basis: word("law"), purpose: word("check"), operator: word("job") };
    let file_id = AskId::new("file").unwrap();
    let (period, made_at, wanted) = (word("2026"), word("2026-04-01T09:00:00+09:00"), Wanted::default());
    let heading = Heading { file_id, count, period, made_at, ground, wanted };
    Batch { heading, folder, by: vault::Use::new("check", "run", "job").unwrap() }
}

fn asked(count: usize) -> Vec<Inquiry> {
    let birth = Birth::parse("1988-01-08").unwrap();
    vec![Inquiry::by_items(Items { name: "A".to_owned(), birth, sex: None, address: None }); count]
}

fn found(request: u64, name: &str) -> String {
    format!("A\t{request}\tfound\t現存\t\t\t{name}\t\t\t\t1988-01-08\t\t\t999997\t\t\t\t\n")
}

fn spool(batch: &Batch) -> Spool {
    Spool::open(batch, batch.fetched().unwrap()).unwrap()
}

fn add(spool: &mut Spool, lines: &str) -> bool {
    spool.add(lines.as_bytes()).is_ok()
}

fn mark(offset: u64) -> Mark {
    Mark { offset, blocks: 0, lines: 0, chain: [0; 32] }
}

#[test]
fn what_is_missing_contradicting_or_about_another_tells_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch(folder.path().to_owned(), 5);
    let mut spool = spool(&batch);
    let lines = [
        found(4, "A"),
        found(1, "A"),
        "A\t2\tnone\n".to_owned(),
        found(3, "B"),
        found(1, "A"),
        found(2, "A"),
    ];
    assert!(add(&mut spool, &lines.concat()));
    let answers = spool.finish(&batch).unwrap();
    let slice = answers.slice(0, &asked(5)).unwrap();
    assert_eq!(
        slice.findings,
        [
            Finding::Missing { request: 0 },
            Finding::Contradicting { request: 2 },
            Finding::OtherPerson { request: 3 },
        ]
    );
    assert_eq!(slice.doubled, 1);
    let told: Vec<bool> = slice.told.iter().map(Option::is_some).collect();
    assert_eq!(told, [false, true, false, false, true]);
    assert!(answers.slice(0, &asked(4)).is_err(), "other inquiries than this slice's");
}

#[test]
fn a_request_that_was_never_made_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = spool(&batch(folder.path().to_owned(), 5));
    assert!(!add(&mut spool, &found(5, "A")));
    assert!(!add(&mut spool, "A\tx\tnone\n"));
}

#[test]
fn answers_fall_into_their_slices_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch(folder.path().to_owned(), SLICE + 2);
    let mut spool = spool(&batch);
    assert!(add(&mut spool, &[found(SLICE + 1, "A"), found(0, "A"), found(SLICE, "A")].concat()));
    let answers = spool.finish(&batch).unwrap();
    assert_eq!(answers.slices(), 2);
    assert_eq!(answers.slice(0, &asked(50_000)).unwrap().findings.len(), 49_999);
    assert_eq!(answers.slice(1, &asked(2)).unwrap().findings, []);
}

#[test]
fn what_was_written_after_the_last_kept_block_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch(folder.path().to_owned(), 3);
    let mut first = spool(&batch);
    assert!(add(&mut first, &found(0, "A")));
    first.keep(&batch, mark(100)).unwrap();
    // killed in the middle of the next block: half a line is there, and no mark
    assert!(add(&mut first, "A\t1\tno"));
    drop(first);
    let mut second = spool(&batch);
    assert_eq!(batch.fetched().unwrap().mark, Some(mark(100)));
    assert!(add(&mut second, "A\t1\tnone\nA\t2\tseveral\n"));
    let slice = second.finish(&batch).unwrap().slice(0, &asked(3)).unwrap();
    assert_eq!((slice.findings.as_slice(), slice.doubled), (&[][..], 0));
    assert_eq!(slice.told[2], Some(Told::Several));
}

#[test]
fn a_file_that_lost_bytes_is_an_error_and_not_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch(folder.path().to_owned(), 1);
    let mut first = spool(&batch);
    assert!(add(&mut first, &found(0, "A")));
    first.keep(&batch, mark(100)).unwrap();
    std::fs::write(batch.answers().join("00000"), "A").unwrap();
    assert!(Spool::open(&batch, batch.fetched().unwrap()).is_err());
}

#[test]
fn only_we_can_look_into_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let batch = batch(folder.path().join("batch"), 1);
    batch.claim().unwrap();
    let mode = std::fs::metadata(&batch.folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
