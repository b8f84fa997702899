//! Any bytes as a scanned code and as a status list.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    credential::fuzz_code(bytes);
    credential::fuzz_status_list(bytes);
});
