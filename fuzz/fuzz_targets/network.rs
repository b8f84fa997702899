//! Any bytes as what the network says.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateways::network::wire::fuzz_network(bytes));
