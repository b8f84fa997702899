//! What follows from a change that was found: the holder is reminded, reminded again, and at last the entry is corrected ex officio where the rules
//! let it be. A change that the holder notified meanwhile, or that the resident register no longer tells, ends the way.

use super::{Doubt, Finding, Found};

coded! {
    /// The next step of the way.
    #[doc(alias = "届出勧奨")]
    Reminder {
        /// The family register is asked whether anything happened that changes a 本籍.
        FamilyRegister "family-register" "戸籍の照会" "the family register is asked",
        /// 届出勧奨
        First "first-reminder" "届出勧奨" "reminder",
        /// 再度の届出勧奨
        Second "second-reminder" "再度の届出勧奨" "second reminder",
        /// Nothing was notified: the entry is corrected ex officio, or an officer decides.
        Correction "correction" "職権訂正" "correction ex officio",
        /// Corrected: the holder is told.
        Tell "tell-correction" "訂正の通知" "the holder is told of the correction",
    }
}

coded! {
    /// How the way ended.
    ChangeEnd {
        /// The entry says it already.
        Notified "notified" "届出済み" "notified",
        /// The entry was changed in another way, or no longer stands.
        Overtaken "overtaken" "登録がその後に変わった" "the entry was changed meanwhile",
        /// The resident register does not tell of it any more.
        TakenBack "taken-back" "再照会で変更が確認されない" "asked again, the resident register does not say so",
        /// The link or the number is another one.
        LinkChanged "link-changed" "本人との結び付きが変わった" "the link to the person was changed meanwhile",
        /// The family register knows of nothing.
        Nothing "nothing" "戸籍に変更なし" "nothing in the family register",
        /// Corrected ex officio.
        Corrected "corrected" "職権で訂正" "corrected ex officio",
        /// An officer decides.
        Desk "desk" "職員の判断" "an officer decides",
    }
}

/// Whether the resident register, asked again, tells of the same change; `None`: nothing was told, which says nothing.
///
/// # Errors
/// How the way ends.
pub fn still_changed(before: Finding, again: &Found) -> Option<Result<(), ChangeEnd>> {
    match again.finding {
        Finding::NoAnswer => None,
        now if now == before && again.doubt == Doubt::None => Some(Ok(())),
        // a death, a move abroad, a doubt, another change: nobody was reminded of that, and a run that found it meanwhile began no second way
        Finding::Died
        | Finding::StruckExOfficio
        | Finding::MovedAbroad
        | Finding::Unclear
        | Finding::NotFound
        | Finding::Several => Some(Err(ChangeEnd::Desk)),
        Finding::NameChanged | Finding::AddressChanged if again.doubt == Doubt::None => {
            Some(Err(ChangeEnd::Desk))
        }
        _ => Some(Err(ChangeEnd::TakenBack)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_change_goes_on() {
        for before in [Finding::NameChanged, Finding::AddressChanged] {
            for now in Finding::ALL {
                let again = Found { finding: *now, doubt: Doubt::None, on: None };
                match still_changed(before, &again) {
                    None => assert_eq!(*now, Finding::NoAnswer),
                    Some(Ok(())) => assert_eq!(*now, before),
                    Some(Err(end)) => {
                        assert!(*now != before && *now != Finding::NoAnswer);
                        let other = matches!(now, Finding::NameChanged | Finding::AddressChanged);
                        assert!(!other || end == ChangeEnd::Desk, "another change is not lost");
                    }
                }
            }
            let doubtful = Found { finding: before, doubt: Doubt::Variant, on: None };
            assert_eq!(still_changed(before, &doubtful), Some(Err(ChangeEnd::TakenBack)));
        }
    }
}
