//! The sealed message of a phone: its outside, and what it says when it is open.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vault::fuzz_sealed_message(bytes));
