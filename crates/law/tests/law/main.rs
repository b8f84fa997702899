//! The rules of the house, read from `rules/` and asked as others ask them.

// Test-only, so that helpers may say plainly what they expect.
#[cfg(test)]
mod asked;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod common;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod explained;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod invented;
