//! The token of a time-stamp (RFC 3161), and what its authority says inside.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::pki::fuzz_time_stamp(bytes));
