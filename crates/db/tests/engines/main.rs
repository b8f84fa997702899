//! What the crates above rely on, on both engines.
#![cfg(test)]

mod support;

mod addresses;
mod bulk;
mod rows;
mod sqlite;
mod transactions;
