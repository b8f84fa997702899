//! The body that a page posts with a number in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vault::fuzz_intake_form(bytes));
