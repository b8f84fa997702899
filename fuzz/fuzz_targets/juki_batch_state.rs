//! How a batch stands, as the resident register's side says it, and its refusals.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::juki::wire::fuzz_batch_state(bytes));
