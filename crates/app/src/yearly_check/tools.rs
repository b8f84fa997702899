//! What a worker of the check needs beside the register.

use std::path::PathBuf;

use gateways::juki::JukiClient;
use gateways::network::http::HttpNetwork;
use gateways::notice::http::HttpNotices;

use crate::systems::Systems;
use crate::{AppError, ErrorKind};

/// The resident register's client, a folder for what is under way, and the worker's name.
#[derive(Clone, Debug)]
pub struct CheckTools {
    pub(super) juki: JukiClient,
    pub(super) folder: PathBuf,
    pub(super) worker: String,
    pub(super) network: Option<HttpNetwork>,
    pub(super) notices: Option<HttpNotices>,
}

impl CheckTools {
    /// With a client that is there. The folder is private to this account; each worker names itself differently.
    #[must_use]
    pub fn new(juki: JukiClient, folder: PathBuf, worker: String) -> Self {
        Self { juki, folder, worker, network: None, notices: None }
    }

    /// With the resident register as this installation reaches it; the worker gets a name of its own.
    ///
    /// # Errors
    /// When the resident register or the vault is not among the systems.
    pub fn of(systems: Option<&Systems>, folder: PathBuf) -> Result<Self, AppError> {
        let juki = systems.and_then(Systems::juki).ok_or_else(|| {
            AppError::new(
                ErrorKind::BadInput,
                "住基ネットの接続先と金庫が設定されていません（--systems、--vault）。",
                "The resident register and the vault are not set: --systems, --vault.",
            )
        })?;
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| {
            AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong.")
                .with_detail(error)
        })?;
        let worker = format!("{}-{}", std::process::id(), registry::hash::hex(&random));
        Ok(Self {
            network: systems.and_then(Systems::network).cloned(),
            notices: systems.and_then(Systems::notices).cloned(),
            ..Self::new(juki.clone(), folder, worker)
        })
    }
}
