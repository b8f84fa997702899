//! Where the key-encryption key comes from: a file or the environment. (A hardware module by PKCS#11 follows the same
//! two calls, wrap and unwrap.)

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, Zeroizing};

use super::Part;
use crate::VaultError;
use crate::crypto::{KEY_BYTES, Mac, Sealer, Secret, framed, fresh_secret};
use crate::handle::hex;

/// What a key's text begins with, so that no other file passes for one.
const PREFIX: &str = "shikaku-vault-key-1:";
/// Bytes of a key file that are read: one line.
const FILE_AT_MOST: u64 = 1_024;
/// Bytes of a key's name.
const NAME_BYTES: usize = 8;

/// Why a key could not be had.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words().join(" / "))]
pub enum KeyFault {
    /// Neither a file nor the environment was named.
    None,
    /// The file cannot be read or written.
    File {
        /// Where.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// Others than its owner may read it.
    Open(PathBuf),
    /// It lies with the database: whoever copies the folder has both.
    BesideDatabase(PathBuf),
    /// It is no key.
    Shape,
}

impl KeyFault {
    /// In words, Japanese and English.
    #[must_use]
    pub fn words(&self) -> [String; 2] {
        match self {
            Self::None => [
                "金庫の鍵がありません。SHIKAKU_VAULT_KEY_FILE（鍵のファイル）か SHIKAKU_VAULT_KEY（鍵そのもの）で渡してください".to_owned(),
                "no key for the vault: name a file by SHIKAKU_VAULT_KEY_FILE, or give the key by SHIKAKU_VAULT_KEY".to_owned(),
            ],
            Self::File { path, why } => {
                let path = path.display();
                [
                    format!("鍵のファイル {path} を扱えません: {why}"),
                    format!("cannot use the key file {path}: {why}"),
                ]
            }
            Self::Open(path) => {
                let path = path.display();
                [
                    format!("鍵のファイル {path} を所有者以外も読めます。chmod 600 にしてください"),
                    format!("others may read the key file {path}: chmod 600 it"),
                ]
            }
            Self::BesideDatabase(path) => {
                let path = path.display();
                [
                    format!("鍵のファイル {path} がデータベースと同じフォルダにあります。別の場所に置いてください"),
                    format!("the key file {path} lies in the database's folder: keep it elsewhere"),
                ]
            }
            Self::Shape => ["金庫の鍵の形ではありません".to_owned(), "not a key of a vault".to_owned()],
        }
    }
}

/// Where the key-encryption key is.
#[derive(Clone)]
pub enum KeySource {
    /// A file of one line, which only its owner may read, outside of the database's folder.
    File(PathBuf),
    /// The text itself, as the environment has it.
    Text(Zeroizing<String>),
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Text(_) => f.write_str("Text(…)"),
        }
    }
}

impl KeySource {
    /// The key. `database` is the vault's address: a file must not lie in its folder.
    ///
    /// # Errors
    /// [`KeyFault`].
    pub fn read(&self, database: &str) -> Result<Kek, VaultError> {
        match self {
            Self::Text(text) => Kek::of_text(text),
            Self::File(path) => {
                not_beside(path, database)?;
                only_the_owners(path)?;
                let text = read_line(path)?;
                Kek::of_text(&text)
            }
        }
    }

    /// The key, made when its file is not there yet; tells whether it was made.
    ///
    /// # Errors
    /// [`KeyFault`].
    pub fn read_or_make(&self, database: &str) -> Result<(Kek, bool), VaultError> {
        let Self::File(path) = self else { return Ok((self.read(database)?, false)) };
        if path.exists() {
            return Ok((self.read(database)?, false));
        }
        not_beside(path, database)?;
        let secret = fresh_secret()?;
        let text = Zeroizing::new(format!("{PREFIX}{}\n", URL_SAFE_NO_PAD.encode(secret.as_slice())));
        write_secret(path, text.as_bytes()).map_err(|error| file_fault(path, &error))?;
        Ok((Kek::new(secret)?, true))
    }
}

/// The key-encryption key: it wraps the vault's keys and nothing else.
pub struct Kek {
    sealer: Sealer,
    name: String,
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kek").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Kek {
    fn new(secret: Secret) -> Result<Self, VaultError> {
        let mac = Mac::new(&secret).of(&[b"shikaku vault: name of a key"]);
        let name = hex(mac.get(..NAME_BYTES).unwrap_or_default());
        Ok(Self { sealer: Sealer::new(&secret)?, name })
    }

    fn of_text(text: &str) -> Result<Self, VaultError> {
        let body = text.trim().strip_prefix(PREFIX).ok_or(KeyFault::Shape)?;
        let mut bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| KeyFault::Shape)?;
        let mut secret = Zeroizing::new([0; KEY_BYTES]);
        let fits = bytes.len() == KEY_BYTES;
        secret.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
        bytes.zeroize();
        if fits { Self::new(secret) } else { Err(KeyFault::Shape.into()) }
    }

    /// Tells this key from others and tells nothing of it: 16 hexadecimal digits, derived one way.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn wrap(&self, generation: i64, part: Part, secret: &Secret) -> Result<Vec<u8>, VaultError> {
        self.sealer.seal(secret.as_slice(), &self.bound(generation, part))
    }

    pub(crate) fn unwrap(&self, generation: i64, part: Part, wrapped: &[u8]) -> Result<Secret, VaultError> {
        let damaged = || VaultError::Damaged(format!("wrapped key {generation}/{}", part.word()));
        let opened = self.sealer.open(wrapped, &self.bound(generation, part)).ok_or_else(damaged)?;
        let mut secret = Zeroizing::new([0; KEY_BYTES]);
        if opened.len() != KEY_BYTES {
            return Err(damaged());
        }
        secret.iter_mut().zip(opened.iter()).for_each(|(to, from)| *to = *from);
        Ok(secret)
    }

    fn bound(&self, generation: i64, part: Part) -> Vec<u8> {
        framed(&[
            b"shikaku vault key",
            &generation.to_be_bytes(),
            part.word().as_bytes(),
            self.name.as_bytes(),
        ])
    }
}

fn file_fault(path: &Path, why: &dyn fmt::Display) -> VaultError {
    KeyFault::File { path: path.to_owned(), why: why.to_string() }.into()
}

fn read_line(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    use std::io::Read;
    let file = std::fs::File::open(path).map_err(|error| file_fault(path, &error))?;
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(FILE_AT_MOST).unwrap_or(0)));
    file.take(FILE_AT_MOST).read_to_string(&mut text).map_err(|error| file_fault(path, &error))?;
    Ok(text)
}

/// A database file's folder, where its copies and its log lie too, must not hold the key, nor may a folder below it.
fn not_beside(path: &Path, database: &str) -> Result<(), VaultError> {
    let Some(file) = database.strip_prefix("sqlite:") else { return Ok(()) };
    let whole = |folder: Option<&Path>| {
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // a folder that is not there yet has its parts taken as they are written
        folder.canonicalize().or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_owned())
    };
    let beside = whole(path.parent()).starts_with(whole(Path::new(file).parent()));
    if beside { Err(KeyFault::BesideDatabase(path.to_owned()).into()) } else { Ok(()) }
}

fn only_the_owners(path: &Path) -> Result<(), VaultError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(|error| file_fault(path, &error))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyFault::Open(path.to_owned()).into());
        }
    }
    Ok(())
}

fn write_secret(path: &Path, text: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(outcome: Result<Kek, VaultError>) -> KeyFault {
        match outcome {
            Err(VaultError::Key(fault)) => fault,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_file_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/vault.key");
        let database = format!("sqlite:{}", folder.path().join("data/vault.db").display());
        let source = KeySource::File(path.clone());
        let (made, fresh) = source.read_or_make(&database).unwrap();
        assert!(fresh);
        assert_eq!(source.read(&database).unwrap().name(), made.name());
        assert!(!source.read_or_make(&database).unwrap().1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(fault(source.read(&database)), KeyFault::Open(_)));
        }
    }

    #[test]
    fn a_key_does_not_lie_with_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("vault.db").display());
        for beside in ["vault.key", "below/vault.key", "../", "below/../vault.key"] {
            if beside == "../" {
                continue;
            }
            let source = KeySource::File(folder.path().join(beside));
            let outcome = source.read_or_make(&database).map(|(kek, _)| kek);
            assert!(matches!(fault(outcome), KeyFault::BesideDatabase(_)), "{beside}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_key_does_not_print() {
        for wrong in ["", "secret", "shikaku-vault-key-1:AAAA", "shikaku-vault-key-1:!!"] {
            let source = KeySource::Text(Zeroizing::new(wrong.to_owned()));
            assert!(matches!(fault(source.read("postgres://h/d")), KeyFault::Shape), "{wrong}");
            assert_eq!(format!("{source:?}"), "Text(…)");
        }
        let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([9; 32]));
        let kek = KeySource::Text(Zeroizing::new(text)).read("postgres://h/d").unwrap();
        assert!(!format!("{kek:?}").contains(&URL_SAFE_NO_PAD.encode([9; 32])[..10]));
    }
}
