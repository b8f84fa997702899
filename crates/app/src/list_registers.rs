//! The registers of this installation.

use std::collections::HashMap;

use jiff::civil::Date;
use law::Both;
use registry::ids::RegisterId;
use store::register::Register;

use crate::time::today_in_japan;
use crate::view::RegisterSummary;
use crate::{Actor, App, AppError};

/// The one figure that a list shows; the others are passed over.
#[derive(serde::Deserialize)]
struct Counted {
    entries: u64,
}

impl App {
    /// The registers within the actor's reach, in the order of the rules.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_registers(&self, actor: &Actor) -> Result<Vec<RegisterSummary>, AppError> {
        self.summaries(|register| actor.reach.covers(&register.authority)).await
    }

    /// The registers that somebody may see, in the order of the rules.
    pub(crate) async fn summaries(
        &self,
        seen: impl Fn(&Register) -> bool,
    ) -> Result<Vec<RegisterSummary>, AppError> {
        let mut reader = self.0.db.reader().await?;
        let figures = store::statistics::read_all(&mut reader).await?;
        let counted: HashMap<RegisterId, u64> = figures
            .into_iter()
            .filter_map(|(id, _, json)| Some((id, serde_json::from_str::<Counted>(&json).ok()?.entries)))
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
            .filter(|r| seen(r))
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
        let names = self.register_names(register, today_in_japan());
        RegisterSummary {
            qualification: register.qualification.clone(),
            qualification_name: names.qualification.ja,
            qualification_name_en: names.qualification.en,
            authority: register.authority.clone(),
            authority_name: names.authority.ja,
            authority_name_en: names.authority.en,
            register_name: names.register.ja,
            register_name_en: names.register.en,
            entries,
            importing,
        }
    }

    /// What a register, its qualification and its authority are called on a day; by their codes where the rules are silent.
    pub(crate) fn register_names(&self, register: &Register, day: Date) -> RegisterNames {
        let rules = self.0.rules.on(day);
        let found = rules.qualification(&register.qualification);
        let code = || Both::new(&register.qualification, &register.qualification);
        let qualification = found.map_or_else(code, |q| Both::new(q.file().name_ja(), q.file().name_en()));
        // The rules name a register as its statute does, in Japanese; a second name in brackets is not repeated.
        let short = qualification.en.split(" (").next().unwrap_or_default();
        let register_en = format!("{short} register");
        RegisterNames {
            register: Both::new(
                found.and_then(|q| q.register().yes()).map_or_else(String::new, |r| r.value().name.clone()),
                register_en,
            ),
            authority: rules.authority(&register.authority).map_or_else(
                || Both::new(&register.authority, &register.authority),
                |authority| Both::new(&authority.name_ja, &authority.name_en),
            ),
            qualification,
        }
    }
}

/// What a register is called, in both languages.
pub(crate) struct RegisterNames {
    /// 看護師.
    pub(crate) qualification: Both,
    /// 厚生労働大臣.
    pub(crate) authority: Both,
    /// 看護師籍.
    pub(crate) register: Both,
}
