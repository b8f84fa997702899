//! A commented file to fill in for a new qualification.

/// The text of a new qualification's file. Every empty value is a finding of `check` until it is filled in;
/// whole tables that do not apply, or of which nothing is established, are taken out.
pub fn template(id: &str) -> String {
    include_str!("template.toml").replace("{id}", id)
}
