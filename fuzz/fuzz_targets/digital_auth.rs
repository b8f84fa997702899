//! Any bytes as what a sign-in provider says.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::digital_auth::wire::fuzz_digital_auth(bytes));
