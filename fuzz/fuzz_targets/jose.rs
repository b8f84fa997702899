//! Any bytes as tokens, sets of keys and sealed answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::jose::fuzz_jose(bytes));
