//! The way to an institution's code for a person: J-LIS is told the acquisition number that the institution will show at the network.

use vault::jlis::{self, Acquiring};
use zeroize::Zeroizing;

use super::http::{outcome_of, without_content};
use super::{AskId, Asking, JukiClient, Key, OwnFault, PassedOn, wire};
use crate::Outcome;
use crate::network::{AcquisitionNumber, Institution};
use crate::transport::Question;

impl JukiClient {
    /// Has J-LIS pass an acquisition number on to the information network. Then [`Network::acquire`](crate::network::Network::acquire)
    /// gives the code; until it has arrived there the answer is `Pending`. What is wanted beside in `asking` is not looked at.
    ///
    /// # Errors
    /// What failed on our own side.
    pub async fn pass_on(
        &self,
        key: &Key,
        institution: &Institution,
        number: &AcquisitionNumber,
        asking: &Asking,
    ) -> Result<Outcome<PassedOn>, OwnFault> {
        let Asking { request, ground, by, .. } = asking;
        let institution = AskId::new(institution.as_str())?;
        let acquiring = Acquiring { key, institution: &institution, number: number.expose(), ground };
        let body = match jlis::encode_acquisition(&self.vault, request, acquiring, by).await {
            Ok(body) => body,
            Err(error) => return outcome_of(error),
        };
        // The same request id is the same request there, so asking twice does no harm.
        let question = Question::post("v1/acquisitions", "application/json", body.to_vec()).repeatable();
        let asked = self.client.ask(&question).await;
        drop(Zeroizing::new(question.body));
        let answer = match without_content(asked).and_then(wire::accepted) {
            Outcome::Answered(answer) => answer,
            other => return Ok(other.and_then(|_| Outcome::unintelligible("no answer", &[]))),
        };
        match jlis::decode_acquisition(&answer.body, request) {
            Ok(passed_on) => Ok(Outcome::Answered(passed_on)),
            Err(broken) => outcome_of(broken.into()),
        }
    }
}
