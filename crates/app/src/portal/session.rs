//! Sessions of the portal.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateways::digital_auth::Subject;
use registry::hash::sha256;
use store::portal::{self, AccountKey, PortalSession};

use crate::holders::{HolderActor, OWN_VIEW};
use crate::sign_in::random;
use crate::time::now_micros;
use crate::{App, AppError, ErrorKind};

/// A session ends when nothing was asked for so long: phones are lent, library computers are left.
const IDLE_MICROS: i64 = 30 * 60 * 1_000_000;
/// And after so long in any case: the card is at hand, signing in anew takes a minute.
const LONGEST_MICROS: i64 = 8 * 3_600 * 1_000_000;
/// A session is prolonged at most so often: else each page would write.
const PROLONG_EVERY_MICROS: i64 = 60 * 1_000_000;

/// Sessions of which it is remembered whose they are; beyond that all are forgotten, which costs each of them one more question.
const MOST_KNOWN: usize = 20_000;

/// Whose the sessions of late are, by the digest of their token. Whether a session still stands is asked for each page.
#[derive(Default)]
pub(crate) struct KnownSessions(Mutex<HashMap<[u8; 32], AccountKey>>);

impl KnownSessions {
    fn account(&self, token: &[u8; 32]) -> Option<AccountKey> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied()
    }

    fn note(&self, token: [u8; 32], account: AccountKey) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(token, account);
    }
}

/// A session as the edge sees it.
#[derive(Clone, Debug)]
pub struct PortalView {
    /// Who acts.
    pub holder: HolderActor,
    /// What every form of this session carries.
    pub form_key: String,
}

/// The account of a pseudonym.
pub(crate) fn account_of(subject: &Subject) -> AccountKey {
    account_key(&subject.issuer, &subject.id)
}

/// The account of a pseudonym at an issuer: derived, so that it is one whoever comes first, and known before the first sign-in to whoever makes
/// a register ready.
#[must_use]
pub fn account_key(issuer: &str, subject: &str) -> AccountKey {
    let digest = sha256(&[b"shikaku portal account\0", issuer.as_bytes(), b"\0", subject.as_bytes()]);
    let mut key = AccountKey::default();
    key.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    key
}

impl App {
    /// Opens a session for whom the sign-in has proved; the token is for the browser's cookie.
    pub(crate) async fn open_portal_session(&self, subject: &Subject) -> Result<String, AppError> {
        let token = URL_SAFE_NO_PAD.encode(random::<32>()?);
        let now = now_micros();
        let session = PortalSession {
            account: account_of(subject),
            form_key: URL_SAFE_NO_PAD.encode(random::<24>()?),
            ends_at: now + LONGEST_MICROS,
            expires_at: now + IDLE_MICROS,
        };
        let (hash, who) = (sha256(&[token.as_bytes()]), (subject.issuer.as_str(), subject.id.as_str()));
        portal::open_session(&self.0.db, hash, &session, who, now).await?;
        Ok(token)
    }

    /// The portal's session of a cookie's token; it goes on as long as something is asked.
    ///
    /// # Errors
    /// When there is none or it has ended.
    pub async fn portal_session(&self, token: &str) -> Result<PortalView, AppError> {
        let (hash, now) = (sha256(&[token.as_bytes()]), now_micros());
        let mut reader = self.0.db.quick_reader().await?;
        let known = self.0.known_sessions.account(&hash);
        let found = portal::session(&mut reader, (&hash, known.as_ref()), now).await?;
        drop(reader);
        let (session, holder) = found.ok_or_else(|| {
            AppError::new(
                ErrorKind::NotSignedIn,
                "ログインしていないか、時間が経過しました。もう一度ログインしてください。",
                "You are not signed in, or the session has ended.",
            )
        })?;
        if known.is_none() {
            self.0.known_sessions.note(hash, session.account);
        }
        let until = (now + IDLE_MICROS).min(session.ends_at);
        if until - session.expires_at >= PROLONG_EVERY_MICROS {
            portal::prolong_session(&self.0.db, hash, until, now).await?;
        }
        let holder = HolderActor { account: session.account, holder, purpose: OWN_VIEW.to_owned() };
        Ok(PortalView { holder, form_key: session.form_key })
    }

    /// Ends a session of the portal.
    ///
    /// # Errors
    /// The store's.
    pub async fn portal_sign_out(&self, token: &str) -> Result<(), AppError> {
        Ok(portal::close_session(&self.0.db, sha256(&[token.as_bytes()])).await?)
    }
}
