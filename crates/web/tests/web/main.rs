//! The edge from the outside: a register with invented people, served on a socket.

// Test-only, so that helpers may say plainly what they expect.
#[cfg(test)]
mod api;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod check;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod push;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod support;
#[cfg(test)]
mod who_may;
