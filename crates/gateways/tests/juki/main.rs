//! The network of resident registers: the client against a server on a real socket.
//!
//! `SHIKAKU_JUKI_URL` points the contract at another server that speaks the neutral protocol, such as a ministry's connector in its test
//! environment; `SHIKAKU_JUKI_PEOPLE` is then a file with a line `name<TAB>birth` for each of its test people. What bends the peer needs
//! our simulator.
#![cfg(test)]

mod acquisition;
mod contract;
mod faults;
mod killed;
mod place;
