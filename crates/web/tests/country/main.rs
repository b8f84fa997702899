//! The pages over a register with an invented country around it, from the outside and on both engines: what officers and holders do
//! there, form by form.

// The place of the use cases' own journeys, and the client of the pages' tests: each uses what it needs.
#[cfg(test)]
mod case_pages;
#[cfg(test)]
#[path = "../web/support.rs"]
#[expect(dead_code, reason = "shared with the tests of a register without a country")]
mod client;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod entry_links;
#[cfg(test)]
mod on_paper;
#[cfg(test)]
mod paying;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod site;
#[cfg(test)]
mod supplement;
#[cfg(test)]
#[path = "../../../app/tests/journey/support.rs"]
#[expect(dead_code, reason = "shared with the use cases' journeys")]
mod support;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod uploads;
