//! Who looked at one's own entry, and what was asked of the family register for it.

use app::view::DisclosureView;
use app::{InquiryOutcome, InquiryView};

use super::super::LooksPage;
use super::portal::frame;
use super::{In, Sample, data};

pub(super) fn pages(r: In) -> Vec<Sample> {
    vec![
        r.sample("my-looks", "usual", looks(r, own_looks())),
        r.sample("my-looks", "empty", looks(r, vec![])),
    ]
}

fn own_looks() -> Vec<DisclosureView> {
    let mut looks = data::looks();
    for (look, actor) in looks.iter_mut().zip(["本人", "ほかのカードの持ち主"]) {
        actor.clone_into(&mut look.actor);
        "linking".clone_into(&mut look.purpose);
        "portal".clone_into(&mut look.channel);
        "link number=1234567".clone_into(&mut look.request);
    }
    looks
}

fn looks(r: In, looks: Vec<DisclosureView>) -> LooksPage {
    let inquiry = |outcome, ended: &str| InquiryView {
        at: "2026-12-15T01:12:00Z".into(),
        inquirer: "mhlw".into(),
        provider: "moj".into(),
        basis: "番号法第19条第8号\"<b>".into(),
        outcome,
        ended_at: ended.into(),
    };
    let all = [
        inquiry(InquiryOutcome::Open, ""),
        inquiry(InquiryOutcome::Provided, "2026-12-15T01:12:03Z"),
        inquiry(InquiryOutcome::Refused, "2026-12-15T01:12:04Z"),
    ];
    let inquiries = if looks.is_empty() { Vec::new() } else { all.into() };
    LooksPage { frame: frame(r.0), looks: super::shown(r.0, &looks), inquiries }
}
