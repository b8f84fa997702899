//! Any bytes as the form that comes from a card reader.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::card::fuzz_card(bytes));
