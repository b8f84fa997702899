//! The desk's pages on changes that the yearly check found.

use app::{Both, ChangeEnd, ChangeQueue, Reminder, WaitingChange};

use super::super::{ChangeQueuePage, ChangeQueuesPage};
use super::deletions::frame_at;
use super::{In, Sample, data, registers_list};

pub(super) fn changes(r: In) -> Vec<Sample> {
    let queue = |place: usize, open| ChangeQueue {
        register: registers_list().remove(place),
        open,
        ended: vec![(ChangeEnd::Notified, 4_120), (ChangeEnd::Corrected, 812), (ChangeEnd::Desk, 3)],
    };
    let open = vec![
        (Reminder::FamilyRegister, 120, 120),
        (Reminder::First, 40, 40),
        (Reminder::Second, 30_017, 0),
        (Reminder::Correction, 9_017, 12),
        (Reminder::Tell, 7, 7),
    ];
    let change = |name: &str, told: &str| WaitingChange {
        entry: data::ID.into(),
        number: "第1234567号".into(),
        name: name.into(),
        item: Both::new("氏名", "name"),
        sides: if told.is_empty() { Default::default() } else { (name.into(), told.into()) },
        period: "2026".into(),
        by_hint: false,
        due_on: "2027-01-29".into(),
        reminded_on: "2026-11-30".into(),
        fault: String::new(),
    };
    let waiting = vec![
        change("髙橋　花子", "渡邉　花子"),
        WaitingChange {
            period: "hints-2026-11-30-1".into(),
            by_hint: true,
            ..change("葛\u{E0100}城<b>　\u{E000}子", "葛城　\u{E000}子")
        },
        change(data::LONGEST, data::LONGEST),
        WaitingChange {
            item: Both::new("住所", "address"),
            reminded_on: String::new(),
            fault: "the carrier cannot be reached".into(),
            ..change("鈴木　二郎", "")
        },
    ];
    let page =
        |step, waiting| ChangeQueuePage { frame: frame_at(r), queue: queue(0, open.clone()), step, waiting };
    let all = vec![queue(0, open.clone()), queue(1, vec![])];
    vec![
        r.sample("change-queues", "usual", ChangeQueuesPage { frame: frame_at(r), queues: all }),
        r.sample("change-queues", "empty", ChangeQueuesPage { frame: frame_at(r), queues: vec![] }),
        r.sample("change-queue", "usual-longest", page(Reminder::Correction, waiting)),
        r.sample("change-queue", "empty", page(Reminder::Tell, vec![])),
    ]
}
