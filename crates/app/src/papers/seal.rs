//! Sealing: AES-256-GCM under a key that lies beside the database and not in it.
//!
//! The key's file has a line a key, in hexadecimal; the first seals, all open. A new key is a new first line.

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use registry::hash::{hex, sha256};
use store::upload::UploadHead;

use crate::{AppError, ErrorKind};

/// Bytes of a nonce; it stands before what is sealed.
const NONCE: usize = 12;
const KEY: usize = 32;

struct PaperKey {
    id: String,
    key: [u8; KEY],
}

/// The keys of this installation; none where there is no file.
#[derive(Default)]
pub(crate) struct PaperKeys(Vec<PaperKey>);

impl PaperKeys {
    /// Reads the file; where there is none there are no keys, and papers are refused until there are.
    pub(crate) fn read(path: &Path) -> Result<Self, AppError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unreadable(path, &error)),
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let key = |line: &str| {
            let key = of_hex(line.trim()).ok_or_else(|| unreadable(path, &"64 hexadecimal digits a line"))?;
            Ok(PaperKey { id: id_of(&key), key })
        };
        lines.map(key).collect::<Result<_, _>>().map(Self)
    }

    /// The name of the key that seals.
    pub(crate) fn current(&self) -> Result<&str, AppError> {
        self.0.first().map(|key| key.id.as_str()).ok_or_else(no_key)
    }

    /// Seals a paper under the key that its head names; bound to the head, so that it opens as nothing else.
    pub(crate) fn seal(&self, head: &UploadHead, mut bytes: Vec<u8>) -> Result<Vec<u8>, AppError> {
        let sealed = self.of(head)?.seal_in_place_append_tag(Aad::from(bound(head)), &mut bytes);
        let nonce = sealed.map_err(|_| no_key())?;
        let mut whole = nonce.as_ref().to_vec();
        whole.append(&mut bytes);
        Ok(whole)
    }

    /// Opens a paper.
    pub(crate) fn open(&self, head: &UploadHead, sealed: &[u8]) -> Result<Vec<u8>, AppError> {
        let (nonce, rest) = sealed.split_at_checked(NONCE).ok_or_else(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
        let mut bytes = rest.to_vec();
        let length = self
            .of(head)?
            .open_in_place(nonce, Aad::from(bound(head)), &mut bytes)
            .map_err(|_| damaged())?
            .len();
        bytes.truncate(length);
        Ok(bytes)
    }

    fn of(&self, head: &UploadHead) -> Result<RandomizedNonceKey, AppError> {
        let key = self.0.iter().find(|key| key.id == head.key_id).ok_or_else(no_key)?;
        RandomizedNonceKey::new(&AES_256_GCM, &key.key).map_err(|_| no_key())
    }
}

/// What a paper is bound to.
fn bound(head: &UploadHead) -> Vec<u8> {
    let ids = [&head.account[..], head.id.stored(), head.draft.stored(), &head.digest];
    [&ids.concat()[..], head.media_type.as_bytes()].concat()
}

/// Makes a key unless there is one: without it nothing that was sent could be opened again.
pub(crate) fn make_keys(path: &Path) -> Result<(), AppError> {
    if path.exists() {
        return Ok(());
    }
    let mut key = [0; KEY];
    getrandom::fill(&mut key).map_err(|e| unreadable(path, &e))?;
    crate::key_files::write_secret(path, &hex(&key)).map_err(|e| unreadable(path, &e))
}

/// A key is named by its digest: the name tells nothing of it.
fn id_of(key: &[u8; KEY]) -> String {
    hex(&sha256(&[b"paper key", key])).chars().take(16).collect()
}

fn of_hex(text: &str) -> Option<[u8; KEY]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect::<Option<_>>()?;
    bytes.try_into().ok()
}

fn no_key() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "ただいま書類を受け取れません。入力したものは保存されています。",
        "Papers cannot be taken just now. What you typed is kept.",
    )
    .with_detail("the key of papers is missing: `shikaku migrate` makes one beside the key of the log")
}

fn damaged() -> AppError {
    AppError::new(ErrorKind::Internal, "書類を開けません。", "The paper cannot be opened.")
        .with_detail("a sealed paper is not what was sealed")
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    let path = path.display();
    AppError::new(
        ErrorKind::BadInput,
        format!("書類の鍵を使えません: {path}（{why}）"),
        format!("cannot use the key of papers: {path} ({why})"),
    )
}

#[cfg(test)]
mod tests {
    use registry::ids::{CaseId, EntryId};

    use super::*;

    fn head(keys: &PaperKeys) -> UploadHead {
        UploadHead {
            account: [1; 16],
            id: EntryId::new(1, [1; 10]),
            draft: CaseId::new(1, [2; 10]),
            document: "koseki".to_owned(),
            file_name: "a.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 5,
            digest: [5; 32],
            key_id: keys.current().unwrap().to_owned(),
            sent_at: 1,
        }
    }

    #[test]
    fn a_paper_opens_as_what_it_was_sealed_and_as_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        assert!(PaperKeys::read(&path).unwrap().current().is_err(), "no key, no papers");
        make_keys(&path).unwrap();
        let first = std::fs::read_to_string(&path).unwrap();
        make_keys(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), first, "made once");
        let keys = PaperKeys::read(&path).unwrap();
        let head = head(&keys);
        let sealed = keys.seal(&head, b"paper".to_vec()).unwrap();
        assert!(!sealed.windows(5).any(|window| window == b"paper"));
        assert_ne!(keys.seal(&head, b"paper".to_vec()).unwrap(), sealed, "each time another nonce");
        assert_eq!(keys.open(&head, &sealed).unwrap(), b"paper");
        let others = [
            UploadHead { account: [2; 16], ..head.clone() },
            UploadHead { media_type: "text/html".to_owned(), ..head.clone() },
            UploadHead { draft: CaseId::new(2, [2; 10]), ..head.clone() },
        ];
        for other in others {
            assert!(keys.open(&other, &sealed).is_err());
        }
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(keys.open(&head, &bent).is_err(), "byte {at}");
        }
        std::fs::write(&path, format!("{}\n{first}\n", hex(&[9; KEY]))).unwrap();
        let newer = PaperKeys::read(&path).unwrap();
        assert_ne!(newer.current().unwrap(), head.key_id);
        assert_eq!(newer.open(&head, &sealed).unwrap(), b"paper", "an older key still opens");
        std::fs::write(&path, "no key").unwrap();
        assert!(PaperKeys::read(&path).is_err());
    }
}
