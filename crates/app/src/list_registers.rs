//! The registers of this installation.

use std::collections::HashMap;

use registry::ids::RegisterId;
use store::register::Register;

use crate::time::today_in_japan;
use crate::view::{RegisterFigures, RegisterSummary};
use crate::{Actor, App, AppError};

impl App {
    /// The registers within the actor's reach, in the order of the rules.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_registers(&self, actor: &Actor) -> Result<Vec<RegisterSummary>, AppError> {
        let mut reader = self.0.db.reader().await?;
        let figures = store::statistics::read_all(&mut reader).await?;
        let counted: HashMap<RegisterId, u64> = figures
            .into_iter()
            .filter_map(|(id, _, json)| {
                Some((id, serde_json::from_str::<RegisterFigures>(&json).ok()?.entries))
            })
            .collect();
        let importing: HashMap<RegisterId, u64> = store::import::unfinished(&mut reader)
            .await?
            .into_iter()
            .map(|job| (job.register, job.rows))
            .collect();
        let order: HashMap<String, usize> =
            self.0.rules.qualifications().enumerate().map(|(i, id)| (id.to_string(), i)).collect();
        let mut all: Vec<RegisterSummary> = self
            .registers()
            .iter()
            .filter(|r| actor.reach.covers(&r.authority))
            .map(|r| self.summary(r, counted.get(&r.id).copied(), importing.get(&r.id).copied()))
            .collect();
        all.sort_by_key(|r| {
            (order.get(&r.qualification).copied().unwrap_or(usize::MAX), r.authority.clone())
        });
        Ok(all)
    }

    /// The registers that an import has filled: qualification and authority.
    ///
    /// # Errors
    /// The store's.
    pub async fn filled_registers(&self) -> Result<Vec<(String, String)>, AppError> {
        let filled = store::import::finished(&mut self.0.db.reader().await?).await?;
        let registers = self.registers();
        let of = |id: &RegisterId| registers.iter().find(|r| r.id == *id);
        Ok(filled.iter().filter_map(of).map(|r| (r.qualification.clone(), r.authority.clone())).collect())
    }

    pub(crate) fn summary(
        &self,
        register: &Register,
        entries: Option<u64>,
        importing: Option<u64>,
    ) -> RegisterSummary {
        let rules = self.0.rules.on(today_in_japan());
        let qualification = rules.qualification(&register.qualification);
        let name = |pick: fn(&law::Qualification) -> &str| {
            qualification.map_or_else(|| register.qualification.clone(), |q| pick(q.file()).to_owned())
        };
        RegisterSummary {
            qualification_name: name(law::Qualification::name_ja),
            qualification_name_en: name(law::Qualification::name_en),
            authority_name: rules
                .authority(&register.authority)
                .map_or_else(|| register.authority.clone(), |a| a.name_ja.clone()),
            register_name: qualification
                .and_then(|q| q.register().yes())
                .map_or_else(String::new, |r| r.value().name.clone()),
            qualification: register.qualification.clone(),
            authority: register.authority.clone(),
            entries,
            importing,
        }
    }
}
