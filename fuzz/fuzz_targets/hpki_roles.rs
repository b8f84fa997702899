//! The roles in a certificate (hcRole).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::hpki::fuzz_roles(bytes));
