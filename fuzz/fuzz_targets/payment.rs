//! Any bytes as what the collecting side says.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::payment::wire::fuzz_payment(bytes));
