//! Sending a browser to the sign-in by the card, and what it brings back.
//!
//! What comes back is believed once, and only from the browser that was sent: the browser holds a secret of ours, the sign-in was told
//! another one (state), and both together find the one row that waits for them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateways::Outcome;
use gateways::digital_auth::{
    Accepted, CallbackError, DigitalAuth, HttpDigitalAuth, Pending, ProviderError, SignedIn, Wish,
};
use registry::hash::sha256;
use store::portal::{self, Away};

pub(crate) use super::errand::Errand;
use super::session::account_of;
use crate::sign_in::random;
use crate::systems::Systems;
use crate::time::now_micros;
use crate::{App, AppError, Applying, ErrorKind};

/// How long a browser is waited for: as long as the client of the sign-in waits.
const AWAY_MICROS: i64 = 15 * 60 * 1_000_000;
/// Where a sign-in leads when nothing else was asked for.
const HOME: &str = "/portal";
/// The longest way back that is kept.
const LONGEST_NEXT: usize = 500;

/// A browser that is to be sent away.
#[derive(Clone)]
pub struct Departure {
    /// Where it goes.
    pub go_to: String,
    /// The secret that it is to bring back, for its cookie.
    pub browser: String,
}

impl std::fmt::Debug for Departure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Departure")
    }
}

/// A browser that came back, with a session or to the one that it has.
#[derive(Clone)]
pub struct Arrival {
    /// The session's token, for its cookie; none where nobody signed in, since the card was not used.
    pub token: Option<String>,
    /// The page of the portal to go on with.
    pub to: String,
    /// Why what was to be done with the signature was not done; `None` where it was.
    pub refused: Option<AppError>,
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arrival").field("to", &self.to).finish_non_exhaustive()
    }
}

/// A page of the portal, never another site.
fn inside(next: &str) -> &str {
    let ours = next == HOME || next.starts_with("/portal/") || next.starts_with("/portal?");
    let plain = next.len() <= LONGEST_NEXT && next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if ours && plain { next } else { HOME }
}

/// The answer, or an error in the person's words: an outage is said as one.
pub(crate) fn answered<T>(outcome: Outcome<T>) -> Result<T, AppError> {
    let unavailable = || {
        AppError::new(
            ErrorKind::Unavailable,
            "個人番号カードのログイン（デジタル認証アプリ）が、いま応答していません。しばらくしてから、もう一度お試しください。手続の内容は失われていません。",
            "The sign-in by the My Number card does not answer right now. Please try again in a while; nothing of yours is lost.",
        )
    };
    match outcome {
        Outcome::Answered(answer) => Ok(answer),
        Outcome::Unavailable { .. } => Err(unavailable()),
        Outcome::Refused { code } => Err(expired().with_detail(code)),
        Outcome::Unintelligible { saved } => Err(unavailable().with_detail(format!("{saved:?}"))),
    }
}

fn expired() -> AppError {
    AppError::new(
        ErrorKind::NotSignedIn,
        "このログインは使えません。時間が過ぎたか、すでに使われたか、別の画面で始めたものです。はじめからログインしてください。",
        "This sign-in cannot be used: it is too late, was used already, or was begun in another browser. Please sign in anew.",
    )
}

/// Whether the card was not used because its holder said no, or because the sign-in could not; everything else is no return of ours.
fn unused(error: CallbackError) -> Result<bool, AppError> {
    match error {
        CallbackError::Provider(ProviderError::Denied) => Ok(true),
        CallbackError::Provider(ProviderError::Unavailable | ProviderError::Broken) => Ok(false),
        other => Err(expired().with_detail(other)),
    }
}

impl App {
    pub(crate) fn card_sign_in(&self) -> Result<(&Systems, &HttpDigitalAuth), AppError> {
        let known = self.systems().and_then(|systems| Some((systems, systems.digital_auth()?)));
        known.ok_or_else(|| {
            AppError::new(
                ErrorKind::Unavailable,
                "この環境では、個人番号カードでのログインが設定されていません。窓口での手続はできます。",
                "The sign-in by the card is not set up here. The desk is open for every procedure.",
            )
        })
    }

    /// Whether people can sign in at the portal here at all.
    #[must_use]
    pub fn has_portal(&self) -> bool {
        self.card_sign_in().is_ok()
    }

    /// Sends a browser to sign in; `next` is the page of the portal that was asked for.
    ///
    /// # Errors
    /// When the sign-in is not there or does not answer.
    pub async fn leave_to_sign_in(&self, browser: Option<&str>, next: &str) -> Result<Departure, AppError> {
        let errand = Errand::SignIn { next: inside(next).to_owned() };
        self.depart(browser, &errand, &Wish::default()).await
    }

    pub(crate) async fn depart(
        &self,
        browser: Option<&str>,
        errand: &Errand,
        wish: &Wish,
    ) -> Result<Departure, AppError> {
        let (_, sign_in) = self.card_sign_in()?;
        let start = answered(sign_in.start(wish).await)?;
        let state =
            start.go_to.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
        let pending = serde_json::to_string(&start.pending);
        let (Some(state), Ok(pending)) = (state, pending) else {
            return Err(expired().with_detail("the sign-in's address has no state"));
        };
        // A browser that has a secret keeps it: each of its tabs comes back for itself.
        let browser = match browser.filter(|secret| (40..=64).contains(&secret.len())) {
            Some(secret) => secret.to_owned(),
            None => URL_SAFE_NO_PAD.encode(random::<32>()?),
        };
        let away = Away {
            browser: sha256(&[browser.as_bytes()]),
            state: sha256(&[state.as_bytes()]),
            errand: errand.stored(),
            pending,
            expires_at: now_micros() + AWAY_MICROS,
        };
        portal::send_away(&self.0.db, &away).await?;
        Ok(Departure { go_to: start.go_to.to_string(), browser })
    }

    /// A browser came back with a query: who signed in, and what for.
    ///
    /// # Errors
    /// When this browser is not waited for, with what came back.
    pub async fn arrive(&self, browser: Option<&str>, query: &str) -> Result<Arrival, AppError> {
        let (errand, accepted) = self.take_back(browser, query).await?;
        let accepted = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                let to = errand.undone(unused(error)?);
                return Ok(Arrival { token: None, to, refused: None });
            }
        };
        let transaction = accepted.sign().cloned();
        let (_, sign_in) = self.card_sign_in()?;
        let signed_in: SignedIn = answered(sign_in.finish(accepted).await)?;
        let account = account_of(&signed_in.subject);
        let token = self.open_portal_session(&signed_in.subject).await?;
        let arrival = |to| Ok(Arrival { token: Some(token.clone()), to, refused: None });
        match (errand, transaction) {
            (Errand::SignIn { next }, _) => arrival(next),
            (Errand::Link(request), Some(transaction)) => {
                arrival(self.take_link_signature((account, request), &signed_in.access, &transaction).await?)
            }
            (Errand::Case { draft, version }, Some(transaction)) => {
                let who = Applying::from(&self.portal_session(&token).await?.holder);
                let signed = (&signed_in.access, &transaction);
                // Whatever the signature is worth, the person is signed in and the draft is there: the page says what to do.
                match self.take_case_signature(&who, (draft, version), signed).await {
                    Ok(to) => arrival(to),
                    Err(error) => {
                        let to = format!("/portal/drafts/{draft}/check");
                        Ok(Arrival { token: Some(token), to, refused: Some(error) })
                    }
                }
            }
            (Errand::Link(_) | Errand::Case { .. }, None) => {
                Err(expired().with_detail("nothing was to be signed"))
            }
        }
    }

    async fn take_back(
        &self,
        browser: Option<&str>,
        query: &str,
    ) -> Result<(Errand, Result<Accepted, CallbackError>), AppError> {
        let browser = browser.ok_or_else(expired)?;
        let state = url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "state")
            .map(|(_, value)| value.into_owned())
            .ok_or_else(expired)?;
        let now = now_micros();
        let (browser, state) = (sha256(&[browser.as_bytes()]), sha256(&[state.as_bytes()]));
        let away = portal::take_back(&self.0.db, browser, state, now).await?.ok_or_else(expired)?;
        let errand = Errand::of_stored(&away.errand).ok_or_else(expired)?;
        let pending: Pending =
            serde_json::from_str(&away.pending).map_err(|error| expired().with_detail(error))?;
        Ok((errand, pending.accept(query, now.div_euclid(1_000_000))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_in_the_portal() {
        assert_eq!(inside("/portal/link"), "/portal/link");
        for bad in ["", "//evil.example", "https://evil.example", "/portal/\r\nx", "/portalx", "/desk"] {
            assert_eq!(inside(bad), HOME, "{bad:?}");
        }
    }
}
