//! Any bytes as what the carriers of notices say.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::notice::wire::fuzz_notice(bytes));
