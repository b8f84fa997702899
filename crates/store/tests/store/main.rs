//! The store on both engines: one conformance suite, the rules of a distributed PostgreSQL held against the schema,
//! kill -9 in the middle of writes, and the nation's failover.
#![cfg(test)]

mod support;

mod acts;
mod agree;
mod cases;
mod crash;
mod credential;
mod desk;
mod exam;
mod failover;
mod first_link;
mod flights;
mod guards;
mod holder;
mod import;
mod lanes;
mod log;
mod looks;
mod migrate;
mod outbox;
mod outcomes;
mod schema;
mod schema_rules;
mod script;
mod search;
mod staged;
mod together;
