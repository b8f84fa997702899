//! What follows from a finding, in words for whoever reads the figures; what follows from one of them, the rules say of its register.

use law::Both;
use registry::check::Finding;

/// What follows.
pub(super) fn what_follows(finding: Finding) -> Both {
    match finding {
        Finding::Unchanged | Finding::MinorAddress => Both::new("何も行いません。", "Nothing."),
        Finding::AddressChanged | Finding::NameChanged => Both::new(
            "本人が番号を提供していれば届出勧奨、そうでなければ職員が判断します。",
            "A reminder where the holder gave the number; else an officer decides.",
        ),
        Finding::DomicileToAsk => Both::new(
            "戸籍で確かめ、変わったとみられるときに届出勧奨を行います。",
            "The family register is asked; a reminder where something happened there.",
        ),
        Finding::Died => Both::new(
            "届出によらず消除できる登録は消除の案になり、そのほかは登録機関の案件か職員の判断になります。",
            "A proposed deletion where none needs to notify; else a task of the keeper, or an officer decides.",
        ),
        Finding::StruckExOfficio | Finding::MovedAbroad => Both::new(
            "死亡ではないので、登録は変わりません。職員が判断します。",
            "No death: no entry changes. An officer decides.",
        ),
        Finding::NotFound | Finding::Several | Finding::Unclear => Both::new(
            "だれのことか定まらないので、登録は変わりません。職員が判断します。",
            "It is not certain whose it is: no entry changes. An officer decides.",
        ),
        Finding::NoAnswer => {
            Both::new("何もわかりません。次の確認で照会します。", "It says nothing. The next run asks again.")
        }
    }
}
