//! What the events of a batch are about.

use law::Both;
use store::deletion::BatchEvent;

use super::STOP;
use super::unconfirmed::UNCONFIRMED;

/// What an event of a batch is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventAbout {
    /// On what ground it was done, or why. What an officer wrote is the same in both languages.
    pub ground: Both,
    /// The entry that it was done to; none: the whole batch.
    pub entry: Option<String>,
}

impl EventAbout {
    /// What an event says of itself. Stops of before their reasons were kept in English have only the Japanese.
    #[must_use]
    pub fn of(event: &BatchEvent) -> Self {
        let stop = [STOP, UNCONFIRMED].contains(&event.what.as_str());
        let same = |text: &str| Both::new(text, text);
        match event.about.split_once('\n') {
            Some((ja, en)) if stop => Self { ground: Both::new(ja, en), entry: None },
            Some((ground, entry)) => Self { ground: same(ground), entry: Some(entry.to_owned()) },
            None => Self { ground: same(&event.about), entry: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(what: &str, about: &str) -> EventAbout {
        let (actor, what, about) = ("aoki".to_owned(), what.to_owned(), about.to_owned());
        EventAbout::of(&BatchEvent { at: 1, actor, what, about })
    }

    #[test]
    fn a_stop_has_its_reason_in_each_language_and_an_officer_the_own_words() {
        for stop in [STOP, UNCONFIRMED] {
            let reason = about(stop, "矛盾 1件 / 抽出\n1 of the sample / contradicts");
            assert_eq!(reason.ground, Both::new("矛盾 1件 / 抽出", "1 of the sample / contradicts"));
            assert_eq!(reason.entry, None);
            let older = about(stop, "矛盾 1件");
            assert_eq!(older.ground, Both::new("矛盾 1件", "矛盾 1件"));
        }
        let taken = about("take-out", "家族の申出\n019a");
        assert_eq!((taken.ground.en.as_str(), taken.entry.as_deref()), ("家族の申出", Some("019a")));
        assert_eq!(about("approve", "確認").ground, Both::new("確認", "確認"));
    }
}
