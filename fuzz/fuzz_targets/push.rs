//! Any bytes as the header and the body of a push.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::push::fuzz_push(bytes));
