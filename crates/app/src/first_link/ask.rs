//! Asking for a slice: one file of inquiries by the four items, with the numbers wanted.

use std::time::{Duration, Instant};
use std::{fs, io};

use futures_util::future::BoxFuture;
use gateways::Outcome;
use gateways::juki::{
    AskId, Batch, BatchState, Birth, Ground, Heading, Inquiry, Items, Juki, OwnFault, SLICE, Sex, Source,
    Told, Wanted,
};
use registry::hash::{hex, sha256};
use registry::linking::in_bulk::BasicItems;
use vault::Use;

use super::open::Run;
use super::slice::Case;
use crate::holders::NUMBER_CASE;
use crate::time::today_in_japan;
use crate::{App, AppError, ErrorKind};

/// How long the other side may work on a slice before this stops; the same call goes on with the same file.
const WORKED_AT_MOST: Duration = Duration::from_secs(30 * 60);
/// How often it is asked how far it is: at first, and later.
const LOOK_EVERY: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(2)];
/// Characters of the digest in a file's id.
const ID_DIGITS: usize = 40;

/// What was told of a slice, in the order of its cases, and the file.
pub(super) type Asked = (Vec<Option<Told>>, Batch);

/// Lets both sides forget the file: what it told is written.
pub(super) async fn forget(juki: &impl Juki, batch: &Batch) {
    if let Err(error) = fs::remove_dir_all(&batch.folder) {
        tracing::warn!(%error, "the folder of a batch stays");
    }
    let closed = juki.close_batch(&batch.heading.file_id).await;
    if closed.answered().is_none() {
        tracing::warn!(file = batch.heading.file_id.as_str(), "a batch stays on the other side");
    }
}

/// The inquiries of a slice, from memory.
struct Inquiries<'a>(&'a [Inquiry]);

impl Source for Inquiries<'_> {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>> {
        let range = usize::try_from(first).ok().zip(usize::try_from(first.saturating_add(count)).ok());
        let some = range.and_then(|(first, end)| self.0.get(first..end)).map(<[Inquiry]>::to_vec);
        Box::pin(async move { some.ok_or_else(|| io::Error::other("inquiries beyond the slice")) })
    }
}

impl App {
    pub(super) async fn ask_slice(
        &self,
        run: &Run,
        juki: &impl Juki,
        cases: &[Case],
    ) -> Result<Asked, AppError> {
        let inquiries: Vec<Inquiry> = cases.iter().filter_map(inquiry).collect();
        if inquiries.len() != cases.len() {
            return Err(own(&"an entry without all four items was to be asked for"));
        }
        let batch = batch(run, &inquiries)?;
        // before anything leaves the house
        let (file, count) = (batch.heading.file_id.as_str(), inquiries.len());
        let stretch = cases.first().zip(cases.last());
        let stretch =
            stretch.map(|(first, last)| format!("{}..{}", first.entry, last.entry)).unwrap_or_default();
        self.look_of(run, format!("{} asks {count} {stretch} {file}", run.ground)).await?;
        let sent =
            juki.send_batch(&batch, &mut Inquiries(&inquiries)).await.map_err(|fault| fault_of(&fault))?;
        answered(sent)?;
        ready(juki, &batch).await?;
        let fetched = juki.fetch_batch(&batch).await.map_err(|fault| fault_of(&fault))?;
        if matches!(fetched, Outcome::Unintelligible { .. }) {
            // what is broken there stays broken: both sides forget it, and the same call asks anew
            forget(juki, &batch).await;
        }
        let answers = answered(fetched)?;
        let mut told = Vec::with_capacity(inquiries.len());
        let at_once = usize::try_from(SLICE).unwrap_or(usize::MAX);
        for (index, some) in (0..).zip(inquiries.chunks(at_once)) {
            let slice = answers.slice(index, some).map_err(|error| own(&error))?;
            for finding in &slice.findings {
                tracing::warn!(file = batch.heading.file_id.as_str(), ?finding, "no answer that can be used");
            }
            told.extend(slice.told);
        }
        Ok((told, batch))
    }
}

async fn ready(juki: &impl Juki, batch: &Batch) -> Result<(), AppError> {
    let [first, later] = LOOK_EVERY;
    let (started, mut pause) = (Instant::now(), first);
    while started.elapsed() < WORKED_AT_MOST {
        match answered(juki.batch_state(&batch.heading.file_id).await)? {
            BatchState::Ready { .. } => return Ok(()),
            BatchState::Working { .. } => {}
            BatchState::Unknown | BatchState::Receiving { .. } => break,
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(later);
    }
    Err(not_now("the file of inquiries is not answered yet"))
}

/// By the four items. The network spells a name with an ideographic blank; a register's half-width one is the same name.
fn inquiry(case: &Case) -> Option<Inquiry> {
    let items = case.held().open().ok()?;
    let inquiry = Inquiry::by_items(Items {
        name: spelled(&items),
        birth: Birth::parse(items.born)?,
        sex: Sex::of_word(items.sex),
        address: Some(items.address.to_owned()),
    });
    inquiry.can_be_asked().then_some(inquiry)
}

fn spelled(items: &BasicItems<'_>) -> String {
    items.name.replace(' ', "\u{3000}")
}

/// The file. Its name follows from what is in it, so that the same slice after a stop is the same file, and another slice, or the
/// same one after somebody was linked by another way, is another.
fn batch(run: &Run, inquiries: &[Inquiry]) -> Result<Batch, AppError> {
    let day = today_in_japan();
    let mut text = format!("{}\n{day}\n", run.ground);
    for inquiry in inquiries {
        if let gateways::juki::Key::Items(items) = &inquiry.key {
            let sex = items.sex.map_or("", Sex::word);
            let address = items.address.as_deref().unwrap_or_default();
            text.push_str(&format!("{}\t{}\t{sex}\t{address}\n", items.name, items.birth.as_str()));
        }
    }
    let digest = hex(&sha256(&[text.as_bytes()]));
    let id = digest.get(..ID_DIGITS).unwrap_or_default();
    let file_id = AskId::new(id).map_err(|fault| own(&fault))?;
    let heading = Heading {
        file_id,
        count: inquiries.len() as u64,
        period: day.year().to_string(),
        made_at: format!("{day}T00:00:00+09:00"),
        ground: ground(run),
        wanted: Wanted { number: true, code: false },
    };
    Ok(Batch { heading, folder: run.folder.join(id), by: use_of(run)? })
}

fn ground(run: &Run) -> Ground {
    Ground { basis: run.basis.clone(), purpose: "first-link".to_owned(), operator: run.actor.name.clone() }
}

/// For the vault's log: numbers of holders stand in one case.
pub(super) fn use_of(run: &Run) -> Result<Use, AppError> {
    Use::new(run.ground.as_str(), NUMBER_CASE, run.actor.name.as_str()).map_err(|fault| own(&fault))
}

pub(crate) fn answered<T>(outcome: Outcome<T>) -> Result<T, AppError> {
    match outcome {
        Outcome::Answered(answer) => Ok(answer),
        Outcome::Unavailable { .. } => Err(not_now("the resident register cannot be reached")),
        Outcome::Refused { code } => Err(not_now(&format!("the resident register refuses: {code}"))),
        Outcome::Unintelligible { saved } => Err(not_now(&saved.why)),
    }
}

fn not_now(detail: &str) -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "住民基本台帳に今は照会できません。同じ操作で続きから再開します。",
        "The resident register gives no answer now. The same goes on later.",
    )
    .with_detail(detail)
}

pub(super) fn fault_of(fault: &OwnFault) -> AppError {
    own(fault)
}

pub(crate) fn own(detail: &dyn std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong on our side.")
        .with_detail(detail)
}
