//! Linking (初期設定): whose an entry is. Two ways lead to a link without an officer, and each compares in its own way:
//!
//! - [`by_holder`]: a person shows a card and names a number; item by item, each to the character.
//! - [`in_bulk`]: a register's entries that have no holder, by all four basic items of exactly one person.
//!
//! Whatever is not equal is for officers at the desk, who see both sides and decide on a ground; nothing here decides for them.

pub mod by_holder;
pub mod in_bulk;
