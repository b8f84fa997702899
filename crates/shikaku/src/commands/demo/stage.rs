//! The stage of the story: who plays, how everything stands, and what the buttons do.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use app::view::Search;
use app::{Actor, App, AppError, Both};
use country::{Cast, Nation};
use web::story::{
    Bend, BentCode, Flipped, Outside, Part, Player, Players, Scene, Stage, Step, Story, Told, Turn,
};

use super::codes::conflict;
use super::systems::Running;
use super::{again, codes, folder, tamper, year};
use crate::cli::Common;
use crate::session::actor;

/// What the story's acts and looks are for.
const PURPOSE: &str = "demo";

/// The play; a clone is the same one.
#[derive(Clone)]
pub(super) struct Play(Arc<Inner>);

struct Inner {
    app: App,
    nation: Nation,
    actor: Actor,
    folder: PathBuf,
    outside: Outside,
    can_reset: bool,
    cast: OnceLock<Cast>,
    state: Mutex<State>,
    reset: tokio::sync::Notify,
    ended: AtomicBool,
}

/// What changes.
#[derive(Default)]
pub(super) struct State {
    pub(super) at_work: Option<Both>,
    pub(super) fault: Option<Both>,
    pub(super) linked: u64,
    /// The day of the reports with numbers.
    pub(super) since: Option<country::Day>,
    pub(super) deaths: u64,
    pub(super) flipped: Option<Flipped>,
    /// The id of an entry and its number as printed, by person.
    entries: BTreeMap<u64, (String, String)>,
    /// The code that the one to be suspended has shown.
    pub(super) shown: Option<String>,
}

impl Play {
    pub(super) fn new(app: &App, common: &Common, running: &Running) -> Self {
        let page = |system: &str, path: &str| format!("{}{path}", running.address(system));
        Self(Arc::new(Inner {
            app: app.clone(),
            nation: running.nation.clone(),
            actor: Actor { purpose: PURPOSE.to_owned(), ..actor(common) },
            folder: folder(common),
            outside: Outside {
                start: page("start", "/"),
                bank: page("payment", "/bank"),
                post: page("notice", "/post"),
            },
            can_reset: again::is_ours(common),
            cast: OnceLock::new(),
            state: Mutex::default(),
            reset: tokio::sync::Notify::new(),
            ended: AtomicBool::new(false),
        }))
    }

    /// For the pages.
    pub(super) fn stage(&self) -> Stage {
        Stage(Arc::new(self.clone()))
    }

    pub(super) fn nation(&self) -> &Nation {
        &self.0.nation
    }

    pub(super) fn app(&self) -> &App {
        &self.0.app
    }

    pub(super) fn actor(&self) -> &Actor {
        &self.0.actor
    }

    pub(super) fn folder(&self) -> &PathBuf {
        &self.0.folder
    }

    pub(super) fn cast(&self) -> &Cast {
        self.0.cast.get_or_init(|| self.0.nation.cast())
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what is being done; `None` when nothing is.
    pub(super) fn busy(&self, words: Option<Both>) {
        self.state().at_work = words;
    }

    /// Says what went wrong.
    pub(super) fn failed(&self, error: &AppError) {
        let mut state = self.state();
        state.fault = Some(Both::new(&error.for_person, &error.for_person_en));
        state.at_work = None;
    }

    /// Whether the round is over: what takes long ends at its next safe point.
    pub(super) fn is_over(&self) -> bool {
        self.0.ended.load(Ordering::Relaxed)
    }

    /// Resolves when the story is to begin again.
    pub(super) async fn begins_again(&self) {
        self.0.reset.notified().await;
        self.0.ended.store(true, Ordering::Relaxed);
    }

    /// The entry of somebody who plays: its id and its number; looked for once.
    pub(super) async fn entry(&self, player: &country::Player) -> Result<Option<(String, String)>, AppError> {
        if let Some(known) = self.state().entries.get(&player.person.0) {
            return Ok(Some(known.clone()));
        }
        let search = Search {
            qualification: Some(player.qualification.to_owned()),
            authority: Some(player.authority.clone()),
            number: player.number.to_string(),
            ..Search::default()
        };
        let found = self.app().find_entries(self.actor(), &search).await?;
        let known = found.entries.into_iter().next().map(|entry| (entry.id, entry.number));
        if let Some(known) = &known {
            self.state().entries.insert(player.person.0, known.clone());
        }
        Ok(known)
    }

    async fn player(&self, of: Option<&country::Player>) -> Result<Option<Player>, AppError> {
        let Some(of) = of else { return Ok(None) };
        let today = self.nation().today();
        let (entry, number) = self.entry(of).await?.unwrap_or_else(|| (String::new(), of.number.to_string()));
        Ok(Some(Player {
            name: of.name.clone(),
            born: of.born.to_string(),
            qualification: self.qualification(of),
            number,
            domicile: of.domicile.to_owned(),
            entry,
            turn: of.turn.as_ref().map(|turn| Turn {
                day: turn.day.to_string(),
                name: turn.name.clone(),
                came: turn.settled < today,
            }),
        }))
    }

    pub(super) fn qualification(&self, of: &country::Player) -> Both {
        let names = self.app().rules().qualification(of.qualification);
        names.map_or_else(
            || Both::new(of.qualification, of.qualification),
            |names| Both::new(names.name_ja(), names.name_en()),
        )
    }

    async fn scene(&self) -> Result<Scene, AppError> {
        let cast = self.cast();
        let players = Players {
            bride: self.player(cast.bride.as_ref()).await?,
            foreigner: self.player(cast.foreigner.as_ref()).await?,
            sanctioned: self.player(cast.sanctioned.as_ref()).await?,
            widowed: self.player(cast.widowed.as_ref()).await?,
        };
        let check = self.app().show_check(self.actor(), None).await?;
        let state = self.state();
        Ok(Scene {
            today: self.nation().today().to_string(),
            at_work: state.at_work.clone(),
            fault: state.fault.clone(),
            players,
            linked: state.linked,
            check,
            deaths: state.deaths,
            flipped: state.flipped.clone(),
            outside: self.0.outside.clone(),
            can_reset: self.0.can_reset,
        })
    }

    async fn act(&self, step: Step) -> Result<(), AppError> {
        if step == Step::Reset {
            return self.begin_again();
        }
        if self.state().at_work.is_some() {
            return Err(conflict(
                "準備が終わってから、もう一度押してください。",
                "Wait until it is ready, then press again.",
            ));
        }
        self.state().fault = None;
        match step {
            Step::Wedding => year::wedding(self),
            Step::Suspend => codes::suspend(self).await,
            Step::Year => {
                year::begin(self);
                Ok(())
            }
            Step::Wait => year::wait(self),
            Step::Flip => tamper::flip(self).await,
            Step::Mend => tamper::mend(self).await,
            Step::Reset => Ok(()),
        }
    }

    fn begin_again(&self) -> Result<(), AppError> {
        if !self.0.can_reset {
            return Err(conflict(
                "この登録簿は、実演が作ったものではありません。",
                "This register was not made by the demonstration.",
            ));
        }
        self.busy(Some(Both::new("最初に戻しています。", "The story begins again.")));
        self.0.reset.notify_one();
        Ok(())
    }
}

impl Story for Play {
    fn scene(&self) -> Told<'_, Scene> {
        Box::pin(Self::scene(self))
    }

    fn act(&self, step: Step) -> Told<'_, ()> {
        Box::pin(Self::act(self, step))
    }

    fn code(&self, part: Part, bend: Bend) -> Told<'_, BentCode> {
        Box::pin(codes::code(self, part, bend))
    }
}
