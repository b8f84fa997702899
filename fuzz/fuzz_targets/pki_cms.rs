//! A signed document (CMS).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::pki::fuzz_cms(bytes));
