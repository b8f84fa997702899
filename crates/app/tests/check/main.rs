//! The yearly check through the real stack: a register of the invented country, its resident register on a real socket, both engines.
#![cfg(test)]

mod call;
mod changes;
mod deletions;
mod families;
mod few;
mod follow_up;
mod hints;
mod killed;
mod meanwhile;
mod overview;
mod run;
mod sample;
mod scenarios;
mod several;
mod support;
mod told_once;
mod twins;
