//! Where a bench works: a fresh register on one of the engines, filled with the report's professions.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use app::{Actor, App, Channel, ImportOptions, Reach, Role, Settings, init_register};
use country::{Encoding, RegisterFile, Tables, write_register};

use crate::{REPORT_ENTRIES, Size};

/// The report's table (主な資格における死亡届出数): holders of December 2019 and January 2020.
const REPORT: [(&str, u64); 8] = [
    ("physician", 573_032),
    ("dentist", 188_083),
    ("pharmacist", 490_082),
    ("public-health-nurse", 286_057),
    ("midwife", 145_205),
    ("nurse", 2_075_447),
    ("certified-care-worker", 1_694_126),
    ("labor-and-social-security-attorney", 42_887),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineWord {
    Sqlite,
    Postgres,
}

impl FromStr for EngineWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            _ => Err("sqlite or postgres".to_owned()),
        }
    }
}

impl EngineWord {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A fresh register; all of it is gone when this is dropped.
pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) dir: tempfile::TempDir,
    pub(crate) url: String,
    pub(crate) size: Size,
    pub(crate) tables: Tables,
    server: Option<testkit::Cluster>,
}

/// The actor of all benches.
pub(crate) fn actor() -> Actor {
    Actor {
        name: "bench".to_owned(),
        purpose: "measuring".to_owned(),
        channel: Channel::Command,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

impl Place {
    pub(crate) async fn fresh(size: &Size) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("shikaku-bench-").tempdir()?;
        let (url, server) = match size.engine {
            EngineWord::Sqlite => (format!("sqlite:{}", dir.path().join("register.db").display()), None),
            EngineWord::Postgres => {
                let server = testkit::Cluster::start_with(testkit::Durability::KeptAtSize)
                    .context("a throw-away PostgreSQL cluster")?;
                (server.create_database("bench")?, Some(server))
            }
        };
        let rules = app::default_rules_dir();
        let settings = Settings::new(url.clone(), rules, Some(dir.path().join("logkey")));
        init_register(&settings).await?;
        let app = App::open(&settings).await?;
        let tables = Tables::load().map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(Self { app, dir, url, size: size.clone(), tables, server })
    }

    /// A fresh register with the report's professions, scaled so that they are `--entries` in all.
    pub(crate) async fn filled(size: &Size) -> Result<Self> {
        let place = Self::fresh(size).await?;
        let wanted = size.entries.unwrap_or(REPORT_ENTRIES);
        for (qualification, count) in REPORT {
            let scaled = (u128::from(count) * u128::from(wanted)).div_ceil(u128::from(REPORT_ENTRIES));
            let count = u64::try_from(scaled)?.max(1);
            let file = place.file(qualification, count)?;
            let seconds = place.import(qualification, &file).await?.seconds;
            std::fs::remove_file(&file)?;
            eprintln!("{qualification}: {count} entries in {seconds:.1} s");
        }
        place.settle()?;
        Ok(place)
    }

    /// What an operator does after a first import, so that the server does not do it while something is measured.
    fn settle(&self) -> Result<()> {
        if let Some(server) = &self.server {
            server.sql_in("bench", "VACUUM (ANALYZE)")?;
            server.sql("CHECKPOINT")?;
        }
        Ok(())
    }

    /// The file of a register, made from the seed.
    pub(crate) fn file(&self, qualification: &str, count: u64) -> Result<PathBuf> {
        let path = self.dir.path().join(format!("{qualification}.csv"));
        let on = self.app.rules().on(app::today_in_japan());
        let Some(register) = on.qualification(qualification).and_then(|q| q.register().yes()) else {
            bail!("the rules do not know the register of {qualification}");
        };
        let items: Vec<&str> = register.value().items.iter().map(String::as_str).collect();
        let file = RegisterFile {
            qualification,
            authority: &self.authority(qualification)?,
            items: &items,
            count,
            seed: self.size.seed,
            encoding: Encoding::Utf8,
            rubbish: None,
        };
        write_register(&self.tables, &file, File::create(&path)?).map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(path)
    }

    fn authority(&self, qualification: &str) -> Result<String> {
        let on = self.app.rules().on(app::today_in_japan());
        let first = on.authorities_of(qualification).first().map(|a| a.code.clone());
        first.with_context(|| format!("no authority keeps the register of {qualification}"))
    }

    pub(crate) async fn import(&self, qualification: &str, file: &Path) -> Result<app::ImportReport> {
        let options = ImportOptions {
            qualification: qualification.to_owned(),
            authority: Some(self.authority(qualification)?),
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file: file.to_owned(),
        };
        Ok(self.app.import_register(&actor(), &options, &|_| true).await?)
    }
}

/// A small deterministic generator (SplitMix64) for choosing what is looked up.
pub(crate) struct Chooser(pub(crate) u64);

impl Chooser {
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        let count = u64::try_from(from.len()).ok().filter(|count| *count > 0)?;
        from.get(usize::try_from(self.next() % count).ok()?)
    }
}
