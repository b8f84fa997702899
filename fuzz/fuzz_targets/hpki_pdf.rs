//! A PDF with a signature inside.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::hpki::fuzz_pdf(bytes));
