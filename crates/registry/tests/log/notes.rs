//! Signed notes, checkpoints and proof files: the published examples, and what must not pass.

use registry::log::{
    Checkpoint, CheckpointError, Hash, KeyError, LedgerProof, LedgerProofError, MAX_NOTE_BYTES,
    MAX_SIGNATURES, Note, NoteError, ProofError, SigningKey, TreeHead, VerifierKey, prove_inclusion,
};

use crate::support::{commitment, log_of};

// Keys and signatures of the documentation of golang.org/x/mod/sumdb/note.
const PETER_PRIVATE: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_SIGNED: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_SIGNED: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

const ORIGIN: &str = "shikaku.example/ledger";

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

fn log_key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[7; 32]).unwrap()
}

fn parse(text: &str) -> Result<Note, NoteError> {
    Note::parse(text.as_bytes())
}

#[test]
fn the_published_key_signs_the_published_note() {
    let peter = SigningKey::parse_private(PETER_PRIVATE).unwrap();
    assert_eq!(peter.verifier().to_string(), PETER);
    assert_eq!(peter.verifier().id(), 0xc74f_20a3);
    assert_eq!(Note::sign(TEXT, &[&peter]).unwrap().to_string(), format!("{TEXT}\n{PETER_SIGNED}"));
    assert!(!format!("{peter:?}").contains("AYEKFALV"), "a key never shows its secret");
}

#[test]
fn private_text_is_read_as_written() {
    let text = SigningKey::private_text(ORIGIN, &[7; 32]).unwrap();
    assert_eq!(SigningKey::parse_private(&text).unwrap().verifier(), log_key().verifier());
}

#[test]
fn known_signatures_count_and_unknown_ones_are_passed_over() {
    let note = parse(&format!("{TEXT}\n{PETER_SIGNED}{ENOCH_SIGNED}")).unwrap();
    assert_eq!(note.signatures().len(), 2);
    let (peter, enoch) = (key(PETER), key(ENOCH));
    for (keys, signers) in [
        (vec![peter.clone()], vec![&peter]),
        (vec![enoch.clone()], vec![&enoch]),
        (vec![enoch.clone(), peter.clone()], vec![&peter, &enoch]),
    ] {
        let opened = note.open(&keys).unwrap();
        assert_eq!((opened.text, opened.signers), (TEXT, signers));
    }
    assert_eq!(note.open(&[]), Err(NoteError::NoKnownSignature));
    assert_eq!(note.open(&[log_key().verifier().clone()]), Err(NoteError::NoKnownSignature));
    // Only name and id together make a key known.
    let other_id = parse(&format!("{TEXT}\n{}", PETER_SIGNED.replace(" x08g", " xxxx"))).unwrap();
    assert_eq!(other_id.open(&[key(PETER)]), Err(NoteError::NoKnownSignature));
    let other_name = parse(&format!("{TEXT}\n{}", PETER_SIGNED.replace("Peter", "Paul"))).unwrap();
    assert_eq!(other_name.open(&[key(PETER)]), Err(NoteError::NoKnownSignature));
}

#[test]
fn a_wrong_signature_of_a_known_key_spoils_the_note() {
    let wrong = PETER_SIGNED.replace("BwJnAM=", "BwJnAA=");
    let note = parse(&format!("{TEXT}\n{wrong}{ENOCH_SIGNED}")).unwrap();
    let bad = Err(NoteError::BadSignature { name: "PeterNeumann".to_owned() });
    assert_eq!(note.open(&[key(PETER), key(ENOCH)]), bad);
    assert!(note.open(&[key(ENOCH)]).is_ok(), "to one who does not know the key it is noise");
    let longer = parse(&format!("{TEXT}\n{}", PETER_SIGNED.replace("9UG/", "9UG/ABCD"))).unwrap();
    assert_eq!(longer.open(&[key(PETER)]), bad);
    let changed = parse(&format!("{}\n{PETER_SIGNED}", TEXT.replace("the answer", "an answer"))).unwrap();
    assert_eq!(changed.open(&[key(PETER)]), bad);
}

#[test]
fn a_signature_given_twice_counts_once() {
    let note = parse(&format!("{TEXT}\n{PETER_SIGNED}{PETER_SIGNED}")).unwrap();
    assert_eq!(note.open(&[key(PETER)]).unwrap().signers.len(), 1);
}

#[test]
fn every_flipped_bit_of_a_signed_note_is_noticed() {
    let signed = format!("{TEXT}\n{PETER_SIGNED}").into_bytes();
    for bit in 0..signed.len() * 8 {
        let mut changed = signed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let opened = Note::parse(&changed)
            .and_then(|note| note.open(&[key(PETER)]).map(|opened| opened.text.to_owned()));
        assert!(opened.is_err(), "bit {bit}");
    }
}

#[test]
fn what_is_not_a_note_is_refused() {
    let shape = |text: &str| parse(text).unwrap_err();
    assert_eq!(shape(TEXT), NoteError::Shape);
    assert_eq!(shape(""), NoteError::Shape);
    assert_eq!(shape(&format!("{TEXT}\n")), NoteError::Shape);
    assert_eq!(shape(&format!("{TEXT}\n{}", PETER_SIGNED.trim_end())), NoteError::Shape);
    assert_eq!(shape(&format!("\u{1}{TEXT}\n{PETER_SIGNED}")), NoteError::NotText);
    assert_eq!(shape(&format!("{TEXT}\r\n\n{PETER_SIGNED}")), NoteError::NotText);
    assert_eq!(Note::parse(&[b"\xff", TEXT.as_bytes()].concat()), Err(NoteError::NotText));
    assert_eq!(shape(&format!("{TEXT}\n{PETER_SIGNED}Unexpected line.\n")), NoteError::SignatureLine(2));
    assert_eq!(
        shape(&format!("{TEXT}\n{}", PETER_SIGNED.replace("PeterNeumann", "Bad Name"))),
        NoteError::SignatureLine(1)
    );
    assert_eq!(
        shape(&format!("{TEXT}\n{}", PETER_SIGNED.replace("PeterNeumann", "a+b"))),
        NoteError::SignatureLine(1)
    );
    assert_eq!(shape(&format!("{TEXT}\n— PeterNeumann x08gow==\n")), NoteError::SignatureLine(1));
    assert_eq!(
        shape(&format!("{TEXT}\n{}", PETER_SIGNED.repeat(MAX_SIGNATURES + 1))),
        NoteError::TooManySignatures
    );
    assert_eq!(shape(&format!("{}\n\n{PETER_SIGNED}", "x".repeat(MAX_NOTE_BYTES))), NoteError::TooLong);
    assert!(parse(&format!("{TEXT}\n{}", PETER_SIGNED.repeat(MAX_SIGNATURES))).is_ok());
    assert_eq!(Note::sign("no newline", &[&log_key()]), Err(NoteError::Shape));
    assert_eq!(Note::sign(TEXT, &[]), Err(NoteError::Shape));
}

#[test]
fn a_note_may_hold_blank_lines() {
    let text = "one\n\n\ntwo\n\n";
    let note = Note::sign(text, &[&log_key()]).unwrap();
    let read = parse(&note.to_string()).unwrap();
    assert_eq!(read, note);
    assert_eq!(read.open(&[log_key().verifier().clone()]).unwrap().text, text);
}

#[test]
fn mangled_keys_are_refused() {
    for start in 0..=PETER.len() {
        for end in start..=PETER.len() {
            assert_eq!(PETER[start..end].parse::<VerifierKey>().is_ok(), (start, end) == (0, PETER.len()));
        }
    }
    for at in 0..PETER_PRIVATE.len() {
        let mut text = PETER_PRIVATE.as_bytes().to_vec();
        text[at] += 1;
        assert!(SigningKey::parse_private(std::str::from_utf8(&text).unwrap()).is_err(), "byte {at}");
    }
    let wrong_length = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    assert_eq!(wrong_length.parse::<VerifierKey>(), Err(KeyError::Text));
    let other_type = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(other_type.parse::<VerifierKey>(), Err(KeyError::Algorithm(0x65)));
    assert_eq!(PETER.replace("c74f20a3", "C74F20A3").parse::<VerifierKey>(), Err(KeyError::Text));
    assert_eq!(PETER.replace("c74f20a3", "00c74f20a3").parse::<VerifierKey>(), Err(KeyError::Text));
    assert_eq!(PETER.replace("c74f20a3", "c74f20a4").parse::<VerifierKey>(), Err(KeyError::Id));
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", &"x".repeat(256)] {
        assert_eq!(VerifierKey::new(name, [0; 32]), Err(KeyError::Name), "{name:?}");
    }
}

#[test]
fn the_published_checkpoint_is_read() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let checkpoint = Checkpoint::parse(text).unwrap();
    assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
    assert_eq!(checkpoint.head.size, 20_852_163);
    assert_eq!(checkpoint.to_string(), text);
}

#[test]
fn a_checkpoint_opens_for_its_log_only() {
    let head = TreeHead { size: 3, root: Hash([9; 32]) };
    let (old, new) = (log_key(), SigningKey::from_seed(ORIGIN, &[8; 32]).unwrap());
    let signed = Checkpoint::new(ORIGIN, head).sign(&[&old, &new]).unwrap();
    for key in [&old, &new] {
        let keys = [key.verifier().clone()];
        assert_eq!(
            Checkpoint::open(signed.as_bytes(), ORIGIN, &keys).unwrap().head,
            head,
            "while a key is exchanged"
        );
        let other = Checkpoint::open(signed.as_bytes(), "other.example", &keys);
        let (expected, found) = ("other.example".to_owned(), ORIGIN.to_owned());
        assert_eq!(other, Err(CheckpointError::Origin { expected, found }));
    }
    let forged = signed.replace("\n3\n", "\n4\n");
    assert!(Checkpoint::open(forged.as_bytes(), ORIGIN, &[old.verifier().clone()]).is_err());
}

#[test]
fn malformed_checkpoints_are_refused_by_line() {
    let root = Hash([9; 32]).to_string();
    let cases = [
        (String::new(), 1),
        (format!("\n3\n{root}\n"), 1),
        (format!("o\n03\n{root}\n"), 2),
        (format!("o\n+3\n{root}\n"), 2),
        (format!("o\n\n{root}\n"), 2),
        (format!("o\n9223372036854775808\n{root}\n"), 2),
        ("o\n3\n".to_owned(), 3),
        ("o\n3\nAAAA\n".to_owned(), 3),
        (format!("o\n3\n{root}"), 3),
        (format!("o\n3\n{root}\nmore\n\n"), 5),
        (format!("o\n3\n{root}\n{}", "more\n".repeat(17)), 20),
    ];
    for (text, line) in cases {
        assert_eq!(Checkpoint::parse(&text), Err(CheckpointError::Line(line)), "{text:?}");
    }
    assert!(Checkpoint::parse(&format!("o\n0\n{root}\nmore\n")).is_ok());
    let mut unsignable = Checkpoint::new("two\nlines", TreeHead::empty());
    assert_eq!(unsignable.sign(&[&log_key()]), Err(CheckpointError::Line(1)));
    unsignable = Checkpoint { extensions: vec![String::new()], ..Checkpoint::new(ORIGIN, TreeHead::empty()) };
    assert_eq!(unsignable.sign(&[&log_key()]), Err(CheckpointError::Line(4)));
}

fn proof(index: u64, size: u64) -> LedgerProof {
    let (head, tiles) = log_of(size);
    LedgerProof {
        index,
        commitment: commitment(index),
        path: prove_inclusion(index, size, |id| tiles.read(id)).unwrap(),
        checkpoint: Checkpoint::new(ORIGIN, head).sign(&[&log_key()]).unwrap(),
    }
}

#[test]
fn a_proof_file_proves_by_itself() {
    let keys = [log_key().verifier().clone()];
    for (index, size) in [(0, 1), (0, 2), (299, 300), (131, 300)] {
        let text = proof(index, size).to_string();
        let read = LedgerProof::parse(&text).unwrap();
        assert_eq!(read, proof(index, size));
        assert_eq!(read.verify(ORIGIN, &keys).unwrap().head.size, size);
        assert!(read.verify("other.example", &keys).is_err());
        assert!(read.verify(ORIGIN, &[key(PETER)]).is_err());
    }
    let begin = "c2sp.org/tlog-proof@v1\nextra paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlAAAAAAAAAAA=\nindex 0\n\nshikaku.example/ledger\n1\n";
    assert!(proof(0, 1).to_string().starts_with(begin));
}

#[test]
fn every_flipped_bit_of_a_proof_file_is_noticed() {
    let keys = [log_key().verifier().clone()];
    let text = proof(4, 7).to_string();
    for bit in 0..text.len() * 8 {
        let mut bytes = text.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let verified = String::from_utf8(bytes)
            .is_ok_and(|text| LedgerProof::parse(&text).is_ok_and(|p| p.verify(ORIGIN, &keys).is_ok()));
        assert!(!verified, "bit {bit}");
    }
}

#[test]
fn malformed_proof_files_are_refused_by_line() {
    let text = proof(4, 7).to_string();
    let refused = |from: &str, to: &str| LedgerProof::parse(&text.replacen(from, to, 1)).unwrap_err();
    assert_eq!(refused("@v1", "@v2"), LedgerProofError::Line(1));
    assert_eq!(refused("extra", "extras"), LedgerProofError::Line(2));
    assert_eq!(refused("extra ", "extra AAAA"), LedgerProofError::Line(2));
    assert_eq!(refused("index 4", "index 04"), LedgerProofError::Line(3));
    assert_eq!(refused("index 4\n", "index 4\nhash\n"), LedgerProofError::Line(4));
    let hash_line = format!("{}\n", Hash([0; 32]));
    assert_eq!(
        refused("index 4\n", &format!("index 4\n{}", hash_line.repeat(70))),
        LedgerProofError::TooLong
    );
    let padded = format!("{text}{}", " ".repeat(MAX_NOTE_BYTES + 4096));
    assert_eq!(LedgerProof::parse(&padded), Err(LedgerProofError::TooLong));
    let other = LedgerProof { commitment: commitment(5), ..proof(4, 7) };
    let result = other.verify(ORIGIN, &[log_key().verifier().clone()]);
    assert!(matches!(result, Err(LedgerProofError::Proof(ProofError::Root { .. }))));
}
