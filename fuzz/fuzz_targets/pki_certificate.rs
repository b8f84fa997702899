//! A certificate (X.509).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::pki::fuzz_certificate(bytes));
