//! A list of revocations.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::pki::fuzz_crl(bytes));
