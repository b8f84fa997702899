//! The messages of the neutral protocol that hold no number: how a batch stands, and why something was refused. Pure.

use serde::Deserialize;

use super::BatchState;
use crate::Outcome;
use crate::transport::Answer;

/// How a batch stands, as the other side says it.
#[derive(Debug, Deserialize)]
struct StateMessage {
    state: String,
    #[serde(default)]
    received: u64,
    #[serde(default)]
    answered: u64,
    #[serde(default)]
    bytes: u64,
    #[serde(default)]
    code: String,
}

/// A refusal.
#[derive(Debug, Deserialize)]
struct RefusalMessage {
    code: String,
}

/// The code of a refusal that has none of its own: the HTTP status.
fn code(answer: &Answer) -> String {
    let message: Result<RefusalMessage, _> = serde_json::from_slice(&answer.body);
    message.map_or_else(|_| format!("http-{}", answer.status), |message| message.code)
}

/// Whether the other side knows no such file.
pub(super) const UNKNOWN_FILE: &str = "unknown-file";
/// Whether a part of a file does not begin where the last one ended.
pub(super) const OFFSET: &str = "offset";
/// Whether there are no answers yet.
pub(super) const NOT_READY: &str = "not-ready";

/// An answer of the 2xx kind; any other is a refusal by its code.
pub(super) fn accepted(answer: Answer) -> Outcome<Answer> {
    match answer.status {
        200..=299 => Outcome::Answered(answer),
        // the other side broke: nothing was said about what was asked
        500 | 501 | 505..=599 => Outcome::Unavailable { until: None },
        _ => Outcome::refused(&code(&answer)),
    }
}

/// How a batch stands.
pub(super) fn batch_state(answer: &Answer) -> Outcome<BatchState> {
    match parse_state(&answer.body) {
        Some(Ok(state)) => Outcome::Answered(state),
        Some(Err(code)) => Outcome::refused(&code),
        None => Outcome::unintelligible("the state of the batch cannot be read", &[]),
    }
}

/// The state, or the code by which the file was refused; `None` for what cannot be read.
fn parse_state(body: &[u8]) -> Option<Result<BatchState, String>> {
    let StateMessage { state, received, answered, bytes, code } = serde_json::from_slice(body).ok()?;
    Some(Ok(match state.as_str() {
        "receiving" => BatchState::Receiving { received },
        "working" => BatchState::Working { answered },
        "ready" => BatchState::Ready { bytes },
        "refused" => return Some(Err(code)),
        _ => return None,
    }))
}

/// Reads any bytes as the state of a batch: for fuzzing.
pub fn fuzz_batch_state(bytes: &[u8]) {
    let _ = parse_state(bytes);
    for status in [200, 404, 409] {
        let _ = accepted(Answer { status, media_type: String::new(), body: bytes.to_vec() });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn state(body: &str) -> Outcome<BatchState> {
        batch_state(&Answer { status: 200, media_type: String::new(), body: body.as_bytes().to_vec() })
    }

    #[test]
    fn each_state_is_read_and_a_refusal_is_one() {
        let read = |body| state(body).answered();
        assert_eq!(
            read(r#"{"state":"receiving","received":7}"#),
            Some(BatchState::Receiving { received: 7 })
        );
        assert_eq!(read(r#"{"state":"working","answered":3}"#), Some(BatchState::Working { answered: 3 }));
        assert_eq!(read(r#"{"state":"ready","bytes":9}"#), Some(BatchState::Ready { bytes: 9 }));
        assert_eq!(state(r#"{"state":"refused","code":"digest"}"#), Outcome::refused("digest"));
        assert!(matches!(state(r#"{"state":"asleep"}"#), Outcome::Unintelligible { .. }));
        assert!(matches!(state("no JSON"), Outcome::Unintelligible { .. }));
    }

    #[test]
    fn a_broken_server_says_nothing_and_a_refusal_without_a_code_has_its_status() {
        let answer = |status| Answer { status, media_type: String::new(), body: b"<html>".to_vec() };
        assert!(matches!(accepted(answer(500)), Outcome::Unavailable { until: None }));
        assert!(matches!(accepted(answer(403)), Outcome::Refused { code } if code == "http-403"));
        assert!(matches!(accepted(answer(204)), Outcome::Answered(_)));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            fuzz_batch_state(&bytes);
        }
    }
}
