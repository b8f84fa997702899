//! `serve` starts on a register, tells its addresses, and ends when asked.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use crate::support::{Place, on_both_engines, signal};

on_both_engines!(it_tells_where_it_listens_and_ends_when_asked);

fn it_tells_where_it_listens_and_ends_when_asked(place: &Place) {
    place.init();
    let mut child = place.spawn(&["serve", "--listen", "127.0.0.1:0"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let start = lines.next().unwrap();
    let address = start.strip_prefix("start http://").unwrap().trim_end_matches('/').to_owned();
    assert_eq!(lines.next().unwrap(), format!("desk http://{address}/desk"));
    assert_eq!(lines.next().unwrap(), format!("api http://{address}/api/entries"));
    TcpStream::connect(&address).unwrap();
    place.run(&["serve", "--listen", &address]).expect(2, "another address");
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&address).is_err());
}
