//! A responder's answer (OCSP).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::pki::fuzz_ocsp(bytes));
