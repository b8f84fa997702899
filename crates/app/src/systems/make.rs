//! From the file to the clients.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateways::digital_auth::{HttpDigitalAuth, Settings};
use gateways::hpki::{Roles, Signers};
use gateways::jpki::{Addresses, Cards, Kind};
use gateways::juki::JukiClient;
use gateways::koseki::http::HttpKoseki;
use gateways::network::http::HttpNetwork;
use gateways::notice::http::HttpNotices;
use gateways::payment::http::HttpPayments;
use gateways::pki::{Anchors, certificates_of_pem};
use gateways::push::{Algorithm, TrustedKey};
use gateways::transport::{Client, Peer};
use gateways::{hpki, jpki};
use url::Url;
use vault::Vault;

use super::clock::{Calendar, Clock};
use super::file::{CardsWord, PortalFile, SystemFile, SystemsFile, unusable};
use super::{CardKeys, Inner, Portal, PortalKeys, SIGN_IN_RETURN, SignedPapers};
use crate::AppError;

/// Why not.
pub(super) enum Fault {
    /// A file that the file names.
    File(AppError),
    /// A system's name, and what is wrong with what is said of it.
    Of(&'static str, String),
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self::File(error)
    }
}

pub(super) fn all(file: SystemsFile, vault: Option<Vault>) -> Result<Inner, Fault> {
    let portal = file.portal.as_ref().map(portal).transpose()?;
    let system = |name: &'static str| file.systems.get(name).map(|system| Known { name, system });
    let (juki, network, payment) = (system("juki"), system("network"), system("payment"));
    Ok(Inner {
        digital_auth: match (system("digital-auth"), &file.portal, &portal) {
            (Some(known), Some(of_file), Some(portal)) => Some(known.digital_auth(of_file, portal)?),
            _ => None,
        },
        jpki: system("jpki").map(|known| known.jpki()).transpose()?,
        hpki: system("hpki").map(|known| known.hpki()).transpose()?,
        juki: match (juki, &vault) {
            (Some(known), Some(vault)) => {
                Some(JukiClient::new(known.peer("")?, vault.clone()).map_err(|e| known.fault(&e))?)
            }
            _ => None,
        },
        network_table: network.map(|known| known.system.table.clone()).unwrap_or_default(),
        network: network.map(|known| known.pushing(HttpNetwork::new)).transpose()?,
        koseki: system("koseki").map(|known| known.client().map(HttpKoseki::new)).transpose()?,
        payments: payment.map(|known| known.pushing(HttpPayments::new)).transpose()?,
        notices: system("notice").map(|known| known.client().map(HttpNotices::new)).transpose()?,
        card_reader: system("card").map(|known| known.url("read")).transpose()?,
        clock: file.calendar.clone().map_or(Clock::Machine, |path| Clock::Calendar(Calendar::at(path))),
        vault,
        portal,
    })
}

fn portal(file: &PortalFile) -> Result<Portal, Fault> {
    let url = Url::parse(&file.url).map_err(|e| Fault::Of("portal", e.to_string()))?;
    Ok(Portal { client_id: file.client_id.clone(), url })
}

/// A system of the file.
#[derive(Clone, Copy)]
struct Known<'a> {
    name: &'static str,
    system: &'a SystemFile,
}

impl Known<'_> {
    fn fault(&self, why: &dyn std::fmt::Display) -> Fault {
        Fault::Of(self.name, why.to_string())
    }

    /// An address below the system's own.
    fn url(&self, path: &str) -> Result<Url, Fault> {
        let base = self.system.url.trim_end_matches('/');
        Url::parse(&format!("{base}/{path}")).map_err(|e| self.fault(&e))
    }

    fn peer(&self, path: &str) -> Result<Peer, Fault> {
        let mut peer = Peer::at(self.url(path)?);
        for (bytes, path) in
            [(&mut peer.roots, &self.system.roots), (&mut peer.identity, &self.system.identity)]
        {
            if let Some(path) = path {
                *bytes = Some(std::fs::read(path).map_err(|e| unusable(path, &e))?);
            }
        }
        Ok(peer)
    }

    fn client(&self) -> Result<Client, Fault> {
        Client::new(self.peer("")?).map_err(|e| self.fault(&e))
    }

    /// The client of a system that pushes, and whose pushes are believed.
    fn pushing<T>(&self, client: impl FnOnce(Client) -> T) -> Result<(T, Option<TrustedKey>), Fault> {
        Ok((client(self.client()?), self.push_key()?))
    }

    fn digital_auth(&self, file: &PortalFile, portal: &Portal) -> Result<HttpDigitalAuth, Fault> {
        let keys = PortalKeys::read(&file.keys)?;
        let issuer = match &self.system.issuer {
            Some(issuer) => Url::parse(issuer).map_err(|e| self.fault(&e))?,
            None => self.url("")?,
        };
        let back = portal.url.join(SIGN_IN_RETURN).map_err(|e| self.fault(&e))?;
        let mut settings = Settings::new(issuer, &portal.client_id, back, keys.signing);
        settings.opens = Some(keys.opens);
        settings.peer = Peer { base: settings.peer.base, ..self.peer("")? };
        HttpDigitalAuth::new(settings).map_err(|e| self.fault(&e))
    }

    fn jpki(&self) -> Result<CardKeys, Fault> {
        let cards = match self.system.cards {
            CardsWord::Real => Cards::Real,
            CardsWord::Test => Cards::Test,
        };
        let validator =
            |kind, word| self.anchors(word).map(|anchors| jpki::Validator::new(kind, cards, anchors));
        let addresses =
            Addresses { signing: self.peer("signing")?, authentication: self.peer("authentication")? };
        Ok(CardKeys {
            signing: validator(Kind::Signing, "signing")?,
            authentication: validator(Kind::Authentication, "authentication")?,
            service: jpki::Http::new(addresses).map_err(|e| self.fault(&e))?,
        })
    }

    fn hpki(&self) -> Result<SignedPapers, Fault> {
        let between = certificates_of_pem(&self.system.between).map_err(|e| self.fault(&e))?;
        let between: Vec<&[u8]> = between.iter().map(Vec::as_slice).collect();
        let roles = Roles::listed().map_err(|e| self.fault(&e))?;
        // Without any, papers with a time-stamp are refused and those without are judged by the day on which they come in.
        let stamps = match self.system.anchors.contains_key("stamps") {
            true => self.anchors("stamps")?,
            false => Anchors::default(),
        };
        let validator = |signers, word| {
            let anchors = self.anchors(word)?;
            let validator = hpki::Validator::new(signers, anchors, &between).map_err(|e| self.fault(&e))?;
            Ok::<_, Fault>(validator.with_stamps(stamps.clone()))
        };
        Ok(SignedPapers {
            health: validator(Signers::Health(roles), "health")?,
            schools: validator(Signers::Schools, "schools")?,
            service: hpki::Http::new(self.peer("")?).map_err(|e| self.fault(&e))?,
        })
    }

    /// Without any that are named nothing is trusted: an error, not an empty list.
    fn anchors(&self, word: &str) -> Result<Anchors, Fault> {
        let pem =
            self.system.anchors.get(word).ok_or_else(|| self.fault(&format!("anchors.{word} is missing")))?;
        let certificates = certificates_of_pem(pem).map_err(|e| self.fault(&e))?;
        Anchors::new(certificates.iter().map(Vec::as_slice)).map_err(|e| self.fault(&e))
    }

    fn push_key(&self) -> Result<Option<TrustedKey>, Fault> {
        let Some(file) = &self.system.push_key else { return Ok(None) };
        let algorithm =
            [Algorithm::Ed25519, Algorithm::EcdsaP256].into_iter().find(|one| one.name() == file.algorithm);
        let algorithm =
            algorithm.ok_or_else(|| self.fault(&"push_key.algorithm: ed25519 or ecdsa-p256-sha256"))?;
        let key = STANDARD.decode(&file.key).map_err(|e| self.fault(&e))?;
        Ok(Some(TrustedKey { id: file.id.clone(), algorithm, key }))
    }
}
