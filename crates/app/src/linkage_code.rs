//! A person's number as a register knows it, and our own code for the person at the information network, which is got by it.

use gateways::Outcome;
use gateways::juki::{AskId, Asking, Ground, Key, PassedOn, Wanted};
use gateways::network::{Acquisition, AcquisitionNumber, LinkageCode, Network};
use registry::case::Answer;
use registry::ids::HolderId;
use store::outbox::Job;
use vault::{SealedNumber, Use};

use crate::apply_number::{person_to_be, sealed_of};
use crate::ask_koseki::{own, unheard};
use crate::ask_source::Heard;
use crate::cases::{Loaded, SYSTEM};
use crate::holders::NUMBER_CASE;
use crate::systems::{Systems, TableQuestion};
use crate::yearly_check::basis_of;
use crate::{App, AppError};

/// A person of whom a register has the number.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) holder: HolderId,
    pub(crate) number: SealedNumber,
}

impl App {
    /// Our code for the person at the institution that asks; got through J-LIS where there is none yet.
    pub(crate) async fn code_for(
        &self,
        systems: &Systems,
        known: &Known,
        question: &TableQuestion,
        job: &Job,
    ) -> Result<Result<LinkageCode, Heard>, AppError> {
        if let Some(code) = self.kept_code(known.holder, &question.inquirer).await? {
            return Ok(Ok(code));
        }
        let (Some(juki), Some(network)) = (systems.juki(), systems.network()) else {
            return Ok(Err(Heard::silence("not connected")));
        };
        // Drawn anew for each try, and kept nowhere (番号法第21条の2): what was drawn before ends by itself.
        let number = AcquisitionNumber::draw().map_err(|error| own(&error))?;
        let asking = self.asking(job, "linkage-code", Wanted::default())?;
        let key = Key::Number(known.number);
        match juki.pass_on(&key, &question.inquirer, &number, &asking).await.map_err(|error| own(&error))? {
            Outcome::Answered(PassedOn::Done) => {}
            Outcome::Answered(PassedOn::NotFound) => return Ok(Err(Heard::Answer(Answer::Nobody, None))),
            Outcome::Answered(PassedOn::Stopped) => return Ok(Err(Heard::Answer(Answer::CannotTell, None))),
            other => return Ok(Err(unheard(other))),
        }
        match network.acquire(&question.inquirer, &number).await {
            Outcome::Answered(Acquisition::Given(code)) => {
                self.keep_code(known.holder, &question.inquirer, &code).await?;
                Ok(Ok(code))
            }
            Outcome::Answered(Acquisition::Pending) => Ok(Err(Heard::silence("the code is on its way"))),
            other => Ok(Err(unheard(other))),
        }
    }

    /// Why and by whom the resident register is asked in a job of a case; by what, the rules say.
    pub(crate) fn asking(&self, job: &Job, purpose: &str, wanted: Wanted) -> Result<Asking, AppError> {
        let basis = basis_of(self.0.rules.on(self.today()))?;
        Ok(Asking {
            request: AskId::new(format!("{}-{}", job.id, job.attempts)).map_err(|error| own(&error))?,
            ground: Ground { basis, purpose: purpose.to_owned(), operator: SYSTEM.to_owned() },
            wanted,
            by: Use::new(purpose, NUMBER_CASE, SYSTEM).map_err(|error| own(&error))?,
        })
    }

    /// The number of the applicant, as the register of the case knows it, or as it came with the application.
    pub(crate) async fn number_of(&self, loaded: &Loaded) -> Result<Option<Known>, AppError> {
        if let (None, Some(number)) = (loaded.row.entry, sealed_of(&loaded.form)) {
            let holder = match loaded.row.holder {
                Some(holder) => holder,
                None => person_to_be(loaded.row.id)?,
            };
            return Ok(Some(Known { holder, number }));
        }
        let link = match (loaded.row.entry, loaded.row.holder) {
            (Some(entry), _) => {
                let mut reader = self.0.db.quick_reader().await?;
                store::holder::of_entry(&mut reader, (loaded.row.register, entry)).await?
            }
            // For a new licence: as it was given for another one.
            (None, Some(holder)) => {
                self.links_of(holder).await?.into_iter().find(|link| link.number.is_some())
            }
            (None, None) => None,
        };
        Ok(link.and_then(|link| {
            let number = SealedNumber::from_bytes(link.number?.number);
            Some(Known { holder: link.holder, number })
        }))
    }
}
