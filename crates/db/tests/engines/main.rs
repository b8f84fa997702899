//! What the crates above rely on, on both engines.
#![cfg(test)]

mod support;

mod addresses;
mod bulk;
mod flights;
mod hold;
mod pooler;
mod rows;
mod sqlite;
mod tls;
mod together;
mod transactions;
