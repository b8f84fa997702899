//! Entries linked to people by the numbers that they gave with their reports: the lawful way in bulk, for the professions of which deaths are
//! published. Who is to link herself in the story is left out.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use app::{App, AppError, ErrorKind, FirstLinkOrder, FirstLinkProgress, ReportsOrder};
use country::{Day, PersonId, PlannedRegister};
use law::CountKind;

use super::stage::Play;

/// How the numbers and their givers were proved, by the codes of `rules/number-proof.toml`.
const NUMBER_PROOF: &str = "card-copy";
const IDENTITY_PROOF: &str = "same-card";

/// The registers of which the report says how many deaths are to be expected.
pub(super) fn checked_registers(play: &Play) -> Vec<PlannedRegister> {
    let rules = play.app().rules().on(app::today_in_japan());
    let published =
        |id: &str| rules.qualification(id).and_then(|of| of.count(CountKind::ExpectedDeathNotices)).is_some();
    let all = play.nation().country().plan().registers().iter();
    all.filter(|planned| planned.count > 0 && published(planned.qualification)).cloned().collect()
}

/// Links them, once in a round; tells from which day on deaths can be found.
pub(super) async fn link(play: &Play) -> Result<Day, AppError> {
    if let Some(since) = play.state().since {
        return Ok(since);
    }
    let since = play.nation().today();
    for planned in &checked_registers(play) {
        link_one(play.app(), play, planned).await?;
    }
    let all = play.app().count_numbers_given(play.actor()).await?;
    let mut state = play.state();
    state.linked = all.iter().map(|register| register.given).sum();
    state.since = Some(since);
    Ok(since)
}

async fn link_one(app: &App, play: &Play, planned: &PlannedRegister) -> Result<(), AppError> {
    let systems = app.systems();
    let (Some(juki), Some(vault)) =
        (systems.and_then(app::Systems::juki), systems.and_then(app::Systems::vault))
    else {
        return Ok(());
    };
    let folder = play.folder().with_extension("first-link");
    let file = folder.join("reports.csv");
    write(play, planned, &file).map_err(|error| unwritten(&error))?;
    let order = ReportsOrder {
        first_link: FirstLinkOrder {
            qualification: planned.qualification.to_owned(),
            authority: Some(planned.authority.clone()),
            folder,
            dry_run: false,
        },
        file: file.clone(),
        number_proof: NUMBER_PROOF.to_owned(),
        identity_proof: IDENTITY_PROOF.to_owned(),
    };
    let watch = |_: FirstLinkProgress| !play.is_over();
    let linked = app.first_link_reports(play.actor(), (juki, vault), &order, &watch).await;
    // Numbers in clear do not stay, whatever came of it.
    std::fs::remove_file(&file).map_err(|error| unwritten(&error))?;
    linked.map(|_| ())
}

fn write(play: &Play, planned: &PlannedRegister, file: &Path) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let themselves: Vec<PersonId> = play.cast().bride.iter().map(|player| player.person).collect();
    let mut out = BufWriter::new(File::create(file)?);
    play.nation().write_reports(planned, &themselves, &mut out)?;
    out.flush()
}

fn unwritten(error: &std::io::Error) -> AppError {
    AppError::new(ErrorKind::Internal, "届出のファイルを書けません。", "The reports cannot be written.")
        .with_detail(error)
}
