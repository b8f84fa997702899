//! An authority: a name, a key, a certificate, and the key of its OCSP responder.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::certificate::{self as x509, Contents, Usage};
use super::der::Der;
use super::files;
use super::key::{Algorithm, Key, random};

/// Seconds of a responder's certificate; it is made anew when it is over. Short, since nobody can revoke it.
const RESPONDER_LASTS: i64 = 30 * 86_400;

/// How an authority's certificate is to be.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Names the files; no two authorities of a nation share it.
    pub(crate) id: String,
    pub(crate) name: Der,
    pub(crate) algorithm: Algorithm,
    pub(crate) valid: (i64, i64),
    /// Extensions beside those that every authority has.
    pub(crate) extensions: Vec<Der>,
    /// How many authorities may stand below it; said by those that are not at the top.
    pub(crate) below: Option<u64>,
}

/// An authority that signs.
#[derive(Debug)]
pub(crate) struct Authority {
    pub(crate) id: String,
    pub(crate) name: Der,
    pub(crate) certificate: Der,
    pub(crate) serial: Vec<u8>,
    /// The name of who issued its certificate: its own, or that of the authority above.
    pub(crate) issuer: Der,
    pub(crate) key: Key,
    folder: PathBuf,
    /// The responder's pair and the turn that it is of.
    responds: Mutex<Option<(i64, Responder)>>,
}

/// A responder's key and certificate.
pub(crate) type Responder = Arc<(Key, Der)>;

impl Authority {
    /// The authority kept in a folder, made when it is not there: by itself, or under another.
    pub(crate) fn at(folder: &Path, plan: Plan, above: Option<&Authority>) -> io::Result<Authority> {
        let folder = folder.join(&plan.id);
        let key = Key::at(&folder.join("key.p8"), plan.algorithm)?;
        let serial = serial_of(&key.identifier());
        let path = folder.join("certificate.der");
        let certificate = files::kept(&path, || {
            let mut extensions =
                vec![x509::key_usage(Usage::Authority), x509::authority(plan.below), x509::subject_key(&key)];
            extensions.push(match above {
                Some(above) => x509::authority_key_and_certificate(&above.key, &above.issuer, &above.serial),
                None => x509::authority_key(&key),
            });
            extensions.extend(plan.extensions.iter().cloned());
            let (subject, valid) = (plan.name.clone(), plan.valid);
            let contents = Contents { serial: serial.clone(), subject, valid, key: key.public(), extensions };
            match above {
                Some(above) => above.issue(&contents),
                None => x509::signed(&contents, &plan.name, &key),
            }
        })?;
        let issuer = above.map_or_else(|| plan.name.clone(), |above| above.name.clone());
        let responds = Mutex::default();
        Ok(Authority { id: plan.id, name: plan.name, certificate, serial, issuer, key, folder, responds })
    }

    /// A certificate signed by this authority.
    pub(crate) fn issue(&self, contents: &Contents) -> io::Result<Der> {
        x509::signed(contents, &self.name, &self.key)
    }

    /// The responder's key and certificate for a moment: a new pair every [`RESPONDER_LASTS`].
    pub(crate) fn responder(&self, now: i64) -> io::Result<Responder> {
        let turn = now.div_euclid(RESPONDER_LASTS);
        let mut responds = self.responds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pair)) = responds.as_ref().filter(|(of, _)| *of == turn) {
            return Ok(Arc::clone(pair));
        }
        let pair = Arc::new(self.responder_of(turn)?);
        *responds = Some((turn, Arc::clone(&pair)));
        Ok(pair)
    }

    fn responder_of(&self, turn: i64) -> io::Result<(Key, Der)> {
        let length = RESPONDER_LASTS;
        let key = Key::at(&self.folder.join(format!("responder-{turn}.p8")), self.key.algorithm())?;
        let certificate = files::kept(&self.folder.join(format!("responder-{turn}.der")), || {
            let mut extensions = vec![
                x509::key_usage(Usage::DigitalSignature),
                x509::subject_key(&key),
                x509::authority_key(&self.key),
            ];
            extensions.extend(x509::of_a_responder());
            self.issue(&Contents {
                serial: random::<9>()?.to_vec(),
                subject: x509::name(&[(x509::COUNTRY, "JP"), (x509::COMMON_NAME, "OCSP Responder")]),
                valid: (turn * length - 86_400, (turn + 1) * length + 86_400),
                key: key.public(),
                extensions,
            })
        })?;
        Ok((key, certificate))
    }
}

/// A positive serial number out of some bytes.
pub(crate) fn serial_of(bytes: &[u8]) -> Vec<u8> {
    let mut serial: Vec<u8> = bytes.iter().copied().take(8).collect();
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7F | 0x40;
    }
    serial
}
