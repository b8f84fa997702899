//! Numerals as they stand in Japanese registers: ASCII digits, digits in kanji, and numbers in words (`六十三`).

/// A number read from the start of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    /// Its value.
    pub(crate) value: u64,
    /// How many digits were written; for a number in words, how many digits its value has.
    pub(crate) digits: usize,
}

/// More digits than any number or date has; keeps the value far from overflow.
const MOST_DIGITS: usize = 15;

/// Reads the numeral at the start of `text` and gives what follows it. Digits in ASCII and in kanji do not
/// mix.
pub(crate) fn read_run(text: &str) -> Option<(Run, &str)> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return split(text, |c| c.is_ascii_digit()).and_then(|(run, rest)| Some((positional(run)?, rest)));
    }
    let (run, rest) = split(text, |c| kanji_digit(c).is_some() || unit(c).is_some())?;
    let value = if run.chars().any(|c| unit(c).is_some()) { in_words(run)? } else { positional(run)? };
    Some((value, rest))
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(run, _)| !run.is_empty())
}

/// `二〇二四` or `2024`: each digit in its place.
fn positional(run: &str) -> Option<Run> {
    let digits = run.chars().count();
    if digits > MOST_DIGITS {
        return None;
    }
    let value = run.chars().try_fold(0u64, |value, c| {
        let digit = c.to_digit(10).map(u64::from).or_else(|| kanji_digit(c))?;
        Some(value * 10 + digit)
    })?;
    Some(Run { value, digits })
}

/// `十二万三千四百五十六`: units in falling order, a digit before each where it is not one.
fn in_words(run: &str) -> Option<Run> {
    let (high, low) = run.split_once('万').unwrap_or(("", run));
    let high = match (high, run.contains('万')) {
        ("", true) => return None,
        ("", false) => 0,
        _ => below_ten_thousand(high)?,
    };
    let low = if low.is_empty() { 0 } else { below_ten_thousand(low)? };
    let value = high * 10_000 + low;
    let digits = value.checked_ilog10().map_or(1, |log| log as usize + 1);
    Some(Run { value, digits })
}

fn below_ten_thousand(run: &str) -> Option<u64> {
    let (mut sum, mut pending, mut ceiling) = (0, None, 10_000);
    for c in run.chars() {
        match (kanji_digit(c), unit(c)) {
            (Some(digit), _) if pending.is_none() => pending = Some(digit),
            (None, Some(unit)) if unit < ceiling => {
                // A written zero before a unit (〇十) is no number.
                sum += pending.take().map_or(Some(1), |digit| (digit > 0).then_some(digit))? * unit;
                ceiling = unit;
            }
            _ => return None,
        }
    }
    Some(sum + pending.unwrap_or(0))
}

fn kanji_digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壱' | '壹' => 1,
        '二' | '弐' | '貳' => 2,
        '三' | '参' | '參' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        _ => return None,
    })
}
