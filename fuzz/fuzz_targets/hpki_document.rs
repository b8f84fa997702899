//! A signed medical or graduation certificate (XML).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::hpki::fuzz_document(bytes));
