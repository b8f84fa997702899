//! Any bytes as facts and certificates of family registers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::koseki::wire::fuzz_koseki(bytes));
