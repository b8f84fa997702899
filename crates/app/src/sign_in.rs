//! The desk's accounts: sign-in with a password, sessions, the tokens of programs.
//!
//! An outside provider (OpenID Connect) enters by the same door: whoever proves to be a login gets [`App::admit`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registry::hash::sha256;
use store::account::{self, Account, Session};

use crate::time::{now_micros, rfc3339};
use crate::{Actor, App, AppError, Channel, ErrorKind, Reach, Role};

/// How long a work session lasts: one working day.
const SESSION_MICROS: i64 = 10 * 3_600 * 1_000_000;
/// How long a known token is believed without asking the database again: a revocation takes effect within it.
const TOKEN_BELIEVED: Duration = Duration::from_secs(30);
/// Tokens remembered at most: a thousand programs; beyond, the memory is emptied and built anew.
const TOKENS_REMEMBERED: usize = 1_024;
/// Passwords checked at the same time: each takes 19 MiB and a core for 30 ms.
const PASSWORDS_AT_ONCE: usize = 2;
/// Letters of a password at most: longer ones only cost time.
const MAX_PASSWORD_CHARS: usize = 256;

/// Tokens by their hash, each with the time since when it is believed.
type KnownTokens = HashMap<[u8; 32], (Instant, Arc<Actor>)>;

/// Who is known to be signed in.
pub(crate) struct SignIns {
    tokens: Mutex<KnownTokens>,
    passwords: tokio::sync::Semaphore,
}

impl Default for SignIns {
    fn default() -> Self {
        Self { tokens: Mutex::default(), passwords: tokio::sync::Semaphore::new(PASSWORDS_AT_ONCE) }
    }
}

/// An account as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// What one types.
    pub login: String,
    /// What others see.
    pub display_name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Where.
    pub reach: Reach,
}

/// A new account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What one types.
    pub login: String,
    /// What others see.
    pub display_name: String,
    /// The password; empty when the account comes by a provider only.
    pub password: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Where.
    pub reach: Reach,
}

/// The answer to a sign-in. The token is shown once, to the browser.
#[derive(Clone)]
pub struct SignedIn {
    /// For the cookie.
    pub token: String,
    /// Whose.
    pub account: AccountView,
    /// What every form of the session carries.
    pub form_key: String,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("account", &self.account).finish_non_exhaustive()
    }
}

/// A session that lasts.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Whose.
    pub account: AccountView,
    /// Chosen at sign-in.
    pub purpose: String,
    /// What every form of the session carries.
    pub form_key: String,
    /// RFC 3339.
    pub expires_at: String,
}

impl SessionView {
    /// The actor of this session's requests.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            name: self.account.login.clone(),
            purpose: self.purpose.clone(),
            channel: Channel::Desk,
            roles: self.account.roles.clone(),
            reach: self.account.reach.clone(),
        }
    }
}

impl App {
    /// Adds an account; false when the login is taken.
    ///
    /// # Errors
    /// When login or password cannot be used.
    pub async fn add_account(&self, new: NewAccount) -> Result<bool, AppError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
        if new.login.is_empty() || new.login.len() > 100 || !new.login.chars().all(plain) {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "ログイン名は英数字と - _ . @ で100文字までです。",
                "A login is up to 100 letters, digits and - _ . @.",
            ));
        }
        let password_hash =
            if new.password.is_empty() { String::new() } else { self.hash(new.password).await? };
        let account = Account {
            id: random::<16>()?,
            login: new.login,
            display_name: new.display_name,
            password_hash,
            roles: new.roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" "),
            authorities: match new.reach {
                Reach::All => "*".to_owned(),
                Reach::Authorities(codes) => codes.join(" "),
            },
        };
        Ok(account::add(&self.0.db, &account, now_micros()).await?)
    }

    /// Signs in with a password and opens a session with its purpose.
    ///
    /// # Errors
    /// One answer for an unknown login and a wrong password, in the same time.
    pub async fn sign_in(&self, login: &str, password: &str, purpose: &str) -> Result<SignedIn, AppError> {
        if !self.purposes().iter().any(|known| known.code == purpose) {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "作業の目的を選んでください。",
                "Choose a purpose.",
            ));
        }
        let mut reader = self.0.db.reader().await?;
        let account = account::by_login(&mut reader, login).await?;
        drop(reader);
        let stored = account.as_ref().map(|a| a.password_hash.clone()).unwrap_or_default();
        let right = self.verify(password.to_owned(), stored).await?;
        match account.filter(|_| right) {
            Some(account) => self.open_session(account, purpose).await,
            None => Err(AppError::new(
                ErrorKind::NotSignedIn,
                "ログイン名またはパスワードが違います。",
                "Login or password is wrong.",
            )),
        }
    }

    /// Opens a session for a login that a provider has proved.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn admit(&self, login: &str, purpose: &str) -> Result<SignedIn, AppError> {
        let account = account::by_login(&mut self.0.db.reader().await?, login).await?;
        let account = account.ok_or_else(|| {
            AppError::new(
                ErrorKind::NotPermitted,
                "このシステムの利用者として登録されていません。",
                "No account here.",
            )
        })?;
        self.open_session(account, purpose).await
    }

    async fn open_session(&self, account: Account, purpose: &str) -> Result<SignedIn, AppError> {
        let token = URL_SAFE_NO_PAD.encode(random::<32>()?);
        let form_key = URL_SAFE_NO_PAD.encode(random::<24>()?);
        let now = now_micros();
        let view = view_of(&account);
        let session = Session {
            account,
            purpose: purpose.to_owned(),
            form_key: form_key.clone(),
            expires_at: now + SESSION_MICROS,
        };
        account::open_session(&self.0.db, sha256(&[token.as_bytes()]), &session, now).await?;
        Ok(SignedIn { token, account: view, form_key })
    }

    /// The session of a cookie's token.
    ///
    /// # Errors
    /// When there is none or it has ended.
    pub async fn session(&self, token: &str) -> Result<SessionView, AppError> {
        let hash = sha256(&[token.as_bytes()]);
        let found = account::session(&mut self.0.db.reader().await?, &hash, now_micros()).await?;
        let session = found.ok_or_else(|| {
            AppError::new(
                ErrorKind::NotSignedIn,
                "サインインしていないか、時間が経過しました。もう一度サインインしてください。",
                "You are not signed in, or the session has ended.",
            )
        })?;
        Ok(SessionView {
            account: view_of(&session.account),
            purpose: session.purpose,
            form_key: session.form_key,
            expires_at: rfc3339(session.expires_at),
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        Ok(account::close_session(&self.0.db, sha256(&[token.as_bytes()])).await?)
    }

    /// Makes a token for a program that acts as an account; `label` becomes the purpose of its looks. The token is
    /// returned once and is stored nowhere.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn issue_token(&self, login: &str, label: &str, days: u32) -> Result<String, AppError> {
        let account = account::by_login(&mut self.0.db.reader().await?, login).await?.ok_or_else(|| {
            AppError::new(
                ErrorKind::NotFound,
                format!("アカウント {login} はありません。"),
                format!("no account {login}"),
            )
        })?;
        let token = format!("shk_{}", URL_SAFE_NO_PAD.encode(random::<32>()?));
        let now = now_micros();
        let end = now + i64::from(days) * 86_400 * 1_000_000;
        account::add_token(&self.0.db, sha256(&[token.as_bytes()]), account.id, label, (now, end)).await?;
        Ok(token)
    }

    /// The actor behind a bearer token.
    ///
    /// # Errors
    /// When it is unknown or has ended.
    pub async fn bearer(&self, token: &str) -> Result<Arc<Actor>, AppError> {
        let hash = sha256(&[token.as_bytes()]);
        let known = |tokens: &KnownTokens| {
            tokens
                .get(&hash)
                .filter(|(since, _)| since.elapsed() < TOKEN_BELIEVED)
                .map(|(_, actor)| Arc::clone(actor))
        };
        if let Some(actor) = known(&self.0.sign_ins.tokens.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(actor);
        }
        let found = account::token(&mut self.0.db.reader().await?, &hash, now_micros()).await?;
        let session = found.ok_or_else(|| {
            AppError::new(
                ErrorKind::NotSignedIn,
                "アクセストークンが無効です。",
                "The bearer token is not valid.",
            )
        })?;
        let view = view_of(&session.account);
        let actor = Arc::new(Actor {
            name: view.login,
            purpose: session.purpose,
            channel: Channel::Api,
            roles: view.roles,
            reach: view.reach,
        });
        let mut tokens = self.0.sign_ins.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= TOKENS_REMEMBERED {
            tokens.clear();
        }
        tokens.insert(hash, (Instant::now(), Arc::clone(&actor)));
        Ok(actor)
    }

    async fn hash(&self, password: String) -> Result<String, AppError> {
        if password.chars().count() > MAX_PASSWORD_CHARS {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "パスワードが長すぎます。",
                "The password is too long.",
            ));
        }
        let salt = random::<16>()?;
        self.with_a_core(move || {
            Argon2::default()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .ok()
        })
        .await?
        .ok_or_else(|| AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Hashing failed."))
    }

    /// Checks a password; an unknown account's is checked against a hash that nothing fits, so that it takes as long.
    async fn verify(&self, password: String, stored: String) -> Result<bool, AppError> {
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        if password.chars().count() > MAX_PASSWORD_CHARS {
            return Ok(false);
        }
        self.with_a_core(move || {
            let text = if stored.is_empty() { NOBODY } else { &stored };
            PasswordHash::new(text)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn with_a_core<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let busy = |e: &dyn std::fmt::Display| {
            AppError::new(ErrorKind::Unavailable, "混み合っています。", "Busy, try again.").with_detail(e)
        };
        let _turn = self.0.sign_ins.passwords.acquire().await.map_err(|e| busy(&e))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| busy(&e))
    }
}

fn view_of(account: &Account) -> AccountView {
    AccountView {
        login: account.login.clone(),
        display_name: account.display_name.clone(),
        roles: account.roles.split(' ').filter_map(Role::of_code).collect(),
        reach: if account.authorities == "*" {
            Reach::All
        } else {
            Reach::Authorities(
                account.authorities.split(' ').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            )
        },
    }
}

/// Fresh random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| {
        AppError::new(ErrorKind::Internal, "乱数が得られません。", "No randomness.").with_detail(e)
    })?;
    Ok(bytes)
}
