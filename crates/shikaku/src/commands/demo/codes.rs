//! Proofs of the story: shown, bent by a forger, ended by a suspension.

use app::{ActOrder, AppError, Both, ErrorKind, ProofOrder};
use country::{Forgery, Stretch, forge};
use jiff::ToSpan;
use registry::act::Act;
use web::story::{Bend, BentCode, CodePart, Part};

use super::stage::Play;

/// How long the story's suspension lasts, months.
const SUSPENDED_FOR: i32 = 3;

/// Suspends the one at work, as an officer's decision would.
pub(super) async fn suspend(play: &Play) -> Result<(), AppError> {
    let Some(player) = &play.cast().sanctioned else { return Err(nobody()) };
    let (entry, _) = play.entry(player).await?.ok_or_else(nobody)?;
    let from = app::today_in_japan();
    let until = from.saturating_add(SUSPENDED_FOR.months());
    let act = Act::PracticeSuspension;
    let order = ActOrder {
        target: entry,
        act,
        effective_on: from,
        ground: "実演のための架空の処分".to_owned(),
        items: vec![(act.code().to_owned(), format!("{from}/{until}"))],
        seen_version: None,
        key: None,
    };
    play.app().record_act(play.actor(), &order).await.map(|_| ())
}

/// A proof as it is, or bent, and what a check says.
pub(super) async fn code(play: &Play, part: Part, bend: Bend) -> Result<BentCode, AppError> {
    let cast = play.cast();
    let player = match part {
        Part::Bride => cast.bride.as_ref(),
        Part::Foreigner => cast.foreigner.as_ref(),
        Part::Sanctioned => cast.sanctioned.as_ref(),
    };
    let player = player.ok_or_else(nobody)?;
    let (fragment, name) = shown(play, part, player).await?;
    let forged = forge(&fragment, &name, forgery(bend))
        .ok_or_else(|| conflict("このコードは書き換えられません。", "This code cannot be bent."))?;
    let parts = forged.stretches.iter().map(|(stretch, range)| CodePart {
        name: words_of(*stretch),
        from: range.start,
        until: range.end,
        bent: forged.bent.iter().find(|(of, _)| of == stretch).map(|(_, at)| bent_words(bend, *stretch, *at)),
    });
    let parts = parts.collect();
    let checked = play.app().check_code(&forged.fragment).await?;
    Ok(BentCode {
        name,
        qualification: play.qualification(player),
        fragment: forged.fragment,
        parts,
        checked,
    })
}

/// The code that somebody shows, and the name in it. Who is to be suspended has shown one before, and it stays the same.
async fn shown(play: &Play, part: Part, player: &country::Player) -> Result<(String, String), AppError> {
    let before = play.state().shown.clone().filter(|_| part == Part::Sanctioned);
    if let Some(fragment) = before {
        return Ok((fragment, player.name.clone()));
    }
    let (entry, _) = play.entry(player).await?.ok_or_else(nobody)?;
    let order = ProofOrder { entry, printed: true, items: Vec::new() };
    let view = play.app().issue_credential(play.actor(), &order).await?;
    let name = view.items.iter().find(|item| item.value == player.name || item.code == "name");
    let name = name.map_or_else(|| player.name.clone(), |item| item.value.clone());
    if part == Part::Sanctioned {
        play.state().shown = Some(view.fragment.clone());
    }
    Ok((view.fragment, name))
}

const fn forgery(bend: Bend) -> Forgery {
    match bend {
        Bend::None => Forgery::None,
        Bend::Name => Forgery::Name,
        Bend::Byte => Forgery::Byte,
        Bend::Resigned => Forgery::Resigned,
    }
}

fn words_of(stretch: Stretch) -> Both {
    match stretch {
        Stretch::Header => Both::new("署名の方式と鍵の名前", "How it is signed, and the key’s name"),
        Stretch::Contents => Both::new("本文（氏名、登録番号など）", "Contents: name, number and so on"),
        Stretch::Signature => Both::new("署名", "Signature"),
    }
}

fn bent_words(bend: Bend, stretch: Stretch, at: usize) -> Both {
    match (stretch, bend) {
        (Stretch::Contents, _) => Both::new(
            format!("{at}バイト目：氏名の1文字目を書き換えた"),
            format!("byte {at}: the first character of the name"),
        ),
        (_, Bend::Resigned) => Both::new(
            format!("{at}バイト目から：偽造者の鍵による署名"),
            format!("from byte {at}: the forger’s signature"),
        ),
        _ => Both::new(format!("{at}バイト目：1ビットを反転した"), format!("byte {at}: one bit is flipped")),
    }
}

pub(super) fn conflict(ja: &str, en: &str) -> AppError {
    AppError::new(ErrorKind::Conflict, ja, en)
}

pub(super) fn nobody() -> AppError {
    conflict(
        "この国には、この役の人がいないか、まだ登録されていません。",
        "This country has nobody for that part, or the register is still being filled.",
    )
}
