//! The digital certificate: what is signed is read, what is changed is refused, whatever is sent has an answer.

#![cfg(test)]

mod codes;
mod example;
mod lists;
mod offer;
mod properties;
mod support;
