//! A file of answers of the resident register, and each of its lines by itself.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vault::jlis::fuzz_answer_file(bytes));
