//! How commands end and what they print.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use app::{AppError, ErrorKind};
use indicatif::{ProgressBar, ProgressStyle};
use law::Lang;
use unicode_width::UnicodeWidthStr;

/// A command that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done and nothing wrong (0).
    Done,
    /// Done and something was found: rejects, a broken rule, tampering (1).
    Found,
    /// Stopped before its end by the person; the same command goes on (3).
    Stopped,
}

impl Outcome {
    pub(crate) fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Found => 1,
            Self::Stopped => 3,
        })
    }
}

/// A command that could not do it.
#[derive(Debug)]
pub(crate) struct Failure(AppError);

impl Failure {
    pub(crate) fn usage(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self(AppError::new(ErrorKind::BadInput, ja, en))
    }

    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self(
            AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong.")
                .with_detail(error),
        )
    }

    pub(crate) fn tell(&self, lang: Lang) {
        let words = match lang {
            Lang::Ja => &self.0.for_person,
            Lang::En => &self.0.for_person_en,
        };
        eprintln!("shikaku: {words}");
        if !self.0.for_operator.is_empty() {
            eprintln!("  ({})", self.0.for_operator);
        }
    }

    /// 3 when the same command may succeed later, 2 when it must be changed, 1 for our own faults and what the
    /// register refuses.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.0.kind {
            ErrorKind::Unavailable | ErrorKind::TooMany => 3,
            ErrorKind::Internal | ErrorKind::Conflict => 1,
            ErrorKind::BadInput | ErrorKind::NotSignedIn | ErrorKind::NotPermitted | ErrorKind::NotFound => 2,
        })
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl From<vault::VaultError> for Failure {
    fn from(error: vault::VaultError) -> Self {
        use db::DbError;
        use vault::VaultError;
        let kind = match &error {
            VaultError::Db(DbError::Url(_)) => ErrorKind::BadInput,
            VaultError::Db(
                DbError::Unreachable(_) | DbError::Busy | DbError::Interrupted(_) | DbError::Contention(_),
            )
            | VaultError::Stale => ErrorKind::Unavailable,
            VaultError::Db(_) | VaultError::Damaged(_) | VaultError::Randomness => ErrorKind::Internal,
            _ => ErrorKind::BadInput,
        };
        let [ja, en] = error.words();
        Self(AppError::new(kind, ja, en))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

/// Prints to standard output; a reader that has gone away (`| head`) is no error.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
}

/// Prints one JSON document.
pub(crate) fn print_json(value: &serde_json::Value) {
    print(&value.to_string());
}

/// One of two texts.
pub(crate) fn say(lang: Lang, ja: impl Into<String>, en: impl Into<String>) -> String {
    match lang {
        Lang::Ja => ja.into(),
        Lang::En => en.into(),
    }
}

/// A table fitted to the terminal: a column too wide for its share is cut with `…`, never a number or an id.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>], never_cut: &[usize]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
        cells.max(headings.get(column).map_or(0, |h| h.width()))
    };
    let mut widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let room = terminal_width().saturating_sub(2 * headings.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let widest = widths.iter_mut().enumerate().filter(|(i, w)| !never_cut.contains(i) && **w > 8);
        let Some((_, widest)) = widest.max_by_key(|(_, w)| **w) else { break };
        *widest -= 1;
    }
    let line = |cells: &[String]| {
        let fitted: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| fit(cell, *width)).collect();
        fitted.join("  ").trim_end().to_owned()
    };
    let head: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
    std::iter::once(line(&head)).chain(rows.iter().map(|row| line(row))).collect::<Vec<_>>().join("\n")
}

fn fit(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return format!("{cell}{}", " ".repeat(width - cell.width()));
    }
    let mut cut = String::new();
    for c in cell.chars() {
        if format!("{cut}{c}").width() + 1 > width {
            break;
        }
        cut.push(c);
    }
    let gap = width.saturating_sub(cut.width() + 1);
    format!("{cut}…{}", " ".repeat(gap))
}

fn terminal_width() -> usize {
    if !std::io::stdout().is_terminal() {
        return usize::MAX / 2;
    }
    std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(100)
}

/// Progress: a bar with rate and time left on a terminal, a line every ten seconds elsewhere.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    told: Mutex<Instant>,
    started: Instant,
    lang: Lang,
    unit: (&'static str, &'static str),
}

const LINE_EVERY: Duration = Duration::from_secs(10);

impl Progress {
    pub(crate) fn new(lang: Lang) -> Self {
        Self::of(lang, ("行", "rows"))
    }

    /// Of other things than rows, in Japanese and in English.
    pub(crate) fn of(lang: Lang, unit: (&'static str, &'static str)) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let style =
                ProgressStyle::with_template("{msg:<14} {bar:30} {percent:>3}%  {prefix}  残り/left {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar, told: Mutex::new(Instant::now()), started: Instant::now(), lang, unit }
    }

    /// Tells how far it is: `done` of `total` in any unit, `items` for the rate.
    pub(crate) fn at(&self, what: &str, (done, total): (u64, u64), items: u64) {
        #[expect(clippy::cast_precision_loss, reason = "a rate shown to people")]
        let rate = items as f64 / self.started.elapsed().as_secs_f64().max(0.001);
        let unit = say(self.lang, self.unit.0, self.unit.1);
        if let Some(bar) = &self.bar {
            bar.set_length(total.max(1));
            bar.set_position(done.min(total));
            bar.set_message(what.to_owned());
            bar.set_prefix(format!("{items} {unit} {rate:.0}/s"));
            return;
        }
        let mut told = self.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if told.elapsed() >= LINE_EVERY {
            *told = Instant::now();
            let percent = done.saturating_mul(100) / total.max(1);
            let spent = self.started.elapsed().as_secs();
            let left = spent.saturating_mul(total.saturating_sub(done)).checked_div(done).unwrap_or(0);
            eprintln!(
                "{what} {percent}% {items} {unit} {rate:.0}/s {}",
                say(self.lang, format!("残り約{left}秒"), format!("about {left} s left"))
            );
        }
    }

    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
