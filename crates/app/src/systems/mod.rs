//! The national systems as this installation reaches them: ready clients, whom they are believed by, and the opened vault.
//!
//! Filled from one file ([`Systems::open`]); a system that is not in it is not there, and its accessor says `None`: whoever needs it shows
//! 要確認 or waits, since no answer is never an answer.

mod clock;
mod file;
mod keys;
mod make;
mod table;

use std::path::Path;
use std::sync::Arc;

use gateways::digital_auth::HttpDigitalAuth;
use gateways::juki::JukiClient;
use gateways::koseki::http::HttpKoseki;
use gateways::network::http::HttpNetwork;
use gateways::notice::http::HttpNotices;
use gateways::payment::http::HttpPayments;
use gateways::push::TrustedKey;
use gateways::{hpki, jpki};
use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;
use vault::Vault;

use self::clock::Clock;
use self::file::{SystemsFile, unusable};
pub use self::keys::PortalKeys;
pub use self::table::{NetworkTable, TableQuestion};
use crate::AppError;
use crate::time::japan;

/// Paths of the portal that other systems send browsers or messages to; registered there, so part of the contract.
pub const SIGN_IN_RETURN: &str = "/portal/sign-in/return";
/// Where the form with what a card said is posted.
pub const CARD_RETURN: &str = "/portal/card/return";
/// Where the collecting side pushes what was paid.
pub const PAYMENT_PUSH: &str = "/push/payment";
/// Where replies of the information network are pushed.
pub const NETWORK_PUSH: &str = "/push/network";

/// The national systems. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Systems(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    vault: Option<Vault>,
    portal: Option<Portal>,
    digital_auth: Option<HttpDigitalAuth>,
    jpki: Option<CardKeys>,
    hpki: Option<SignedPapers>,
    juki: Option<JukiClient>,
    network: Option<(HttpNetwork, Option<TrustedKey>)>,
    network_table: NetworkTable,
    koseki: Option<HttpKoseki>,
    payments: Option<(HttpPayments, Option<TrustedKey>)>,
    notices: Option<HttpNotices>,
    card_reader: Option<Url>,
}

/// Our portal, as the others know it.
#[derive(Debug, Clone)]
pub struct Portal {
    /// Its name at the sign-in and at the reader of cards.
    pub client_id: String,
    /// Where people reach it.
    pub url: Url,
}

/// Certificates of cards: a validator for each kind, and the authority to confirm what they find.
#[derive(Debug)]
pub struct CardKeys {
    /// 署名用
    pub signing: jpki::Validator,
    /// 利用者証明用
    pub authentication: jpki::Validator,
    /// The responders.
    pub service: jpki::Http,
}

/// Signed papers: medical certificates and those of schools.
#[derive(Debug)]
pub struct SignedPapers {
    /// 診断書 by HPKI.
    pub health: hpki::Validator,
    /// Of school corporations.
    pub schools: hpki::Validator,
    /// The authorities' lists.
    pub service: hpki::Http,
}

impl Systems {
    /// Reads the file and makes the clients; nothing is asked yet. Without a vault nobody is asked for by number.
    ///
    /// # Errors
    /// With the file that cannot be used, and why.
    pub fn open(path: &Path, vault: Option<Vault>) -> Result<Self, AppError> {
        let file = SystemsFile::read(path)?;
        make::all(file, vault).map(|inner| Self(Arc::new(inner))).map_err(|why| match why {
            make::Fault::File(error) => error,
            make::Fault::Of(system, why) => unusable(path, &format!("{system}: {why}")),
        })
    }

    /// The moment by which certificates and answers are judged: now, or in an invented country the same time on its day.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The day in Japan, by [`Systems::now`].
    #[must_use]
    pub fn today(&self) -> Date {
        japan(self.now())
    }

    /// The vault of numbers.
    #[must_use]
    pub fn vault(&self) -> Option<&Vault> {
        self.0.vault.as_ref()
    }

    /// Our portal: where others send browsers back to.
    #[must_use]
    pub fn portal(&self) -> Option<&Portal> {
        self.0.portal.as_ref()
    }

    /// デジタル認証アプリ; needs the portal's keys.
    #[must_use]
    pub fn digital_auth(&self) -> Option<&HttpDigitalAuth> {
        self.0.digital_auth.as_ref()
    }

    /// 公的個人認証
    #[must_use]
    pub fn jpki(&self) -> Option<&CardKeys> {
        self.0.jpki.as_ref()
    }

    /// HPKI and the schools' authority.
    #[must_use]
    pub fn hpki(&self) -> Option<&SignedPapers> {
        self.0.hpki.as_ref()
    }

    /// 住基ネット; needs the vault.
    #[must_use]
    pub fn juki(&self) -> Option<&JukiClient> {
        self.0.juki.as_ref()
    }

    /// 情報提供ネットワークシステム
    #[must_use]
    pub fn network(&self) -> Option<&HttpNetwork> {
        self.0.network.as_ref().map(|(client, _)| client)
    }

    /// What may be asked over it, and as whom.
    #[must_use]
    pub fn network_table(&self) -> &NetworkTable {
        &self.0.network_table
    }

    /// Whose pushes of replies are believed.
    #[must_use]
    pub fn network_key(&self) -> Option<&TrustedKey> {
        self.0.network.as_ref().and_then(|(_, key)| key.as_ref())
    }

    /// 戸籍電子証明書
    #[must_use]
    pub fn koseki(&self) -> Option<&HttpKoseki> {
        self.0.koseki.as_ref()
    }

    /// The collecting side of payments.
    #[must_use]
    pub fn payments(&self) -> Option<&HttpPayments> {
        self.0.payments.as_ref().map(|(client, _)| client)
    }

    /// Whose pushes of payments are believed.
    #[must_use]
    pub fn payments_key(&self) -> Option<&TrustedKey> {
        self.0.payments.as_ref().and_then(|(_, key)| key.as_ref())
    }

    /// The carriers of notices.
    #[must_use]
    pub fn notices(&self) -> Option<&HttpNotices> {
        self.0.notices.as_ref()
    }

    /// The page that reads a card, for [`gateways::card::ReadingRequest::new`].
    #[must_use]
    pub fn card_reader(&self) -> Option<&Url> {
        self.0.card_reader.as_ref()
    }
}
