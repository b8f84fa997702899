//! The printed table of the routes.

use super::{Door, inquiries, interface, of_portal, of_story, pages, pictures, pushes, with_files};

/// Who may do what by which address: every route with its action and its door, as a table in Markdown. The same list makes the
/// router, so that nothing can be reached that does not stand here. A test keeps `docs/generated/who-may.md` equal to it.
#[must_use]
pub fn who_may() -> String {
    let mut text = "# Who may\n\nPrinted from the routes of the crate `web`; do not edit.\n\n".to_owned();
    text.push_str("| action | address | who may |\n|---|---|---|\n");
    let programs = [interface().table, inquiries().table, pushes().table].concat();
    for route in
        [pages().table, pictures().table, of_portal().table, with_files().table, of_story().table, programs]
            .concat()
    {
        let roles: Vec<&str> = route.action.roles().iter().map(|role| role.code()).collect();
        let who = match route.door {
            Door::Open => "anybody".to_owned(),
            Door::Session => format!("an officer with a session: {}", roles.join(", ")),
            Door::Holder => "a person signed in by the card, for what is their own".to_owned(),
            Door::Token => format!("a program with a token: {}", roles.join(", ")),
            Door::Demo => "anybody, in the demonstration only".to_owned(),
            Door::Peer => "a peer, by a signature whose key we were told to believe".to_owned(),
        };
        text.push_str(&format!("| {} | `{} {}` | {who} |\n", route.action.code(), route.method, route.path));
    }
    text
}
