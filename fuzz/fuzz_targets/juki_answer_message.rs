//! An immediate answer of the resident register.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vault::jlis::fuzz_answer_message(bytes));
