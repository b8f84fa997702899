//! A reply that the information network pushes: believed by its signature, and fetched by the job that waits for it. What is in the push
//! itself is not used: the reply to our own question is the same, and comes from whom we asked.

use std::time::SystemTime;

use gateways::network::wire;
use gateways::push::{NotBelieved, Received, receive};

use crate::ask_koseki::job_of_inquiry;
use crate::pay_case::{not_believed, unreadable_push};
use crate::time::now_micros;
use crate::{App, AppError};

impl App {
    /// Takes what the network pushed. Told again it changes nothing.
    ///
    /// # Errors
    /// The push is not to be believed, or cannot be read.
    pub async fn take_reply(&self, received: Received<'_>) -> Result<(), AppError> {
        let key = self.systems().and_then(|systems| systems.network_key());
        let key = key.ok_or_else(|| not_believed("no key"))?;
        let delivery =
            receive(received, std::slice::from_ref(key), SystemTime::now()).map_err(|fault| match fault {
                NotBelieved::Field(_) | NotBelieved::TooLong => unreadable_push(fault),
                _ => not_believed(fault),
            })?;
        let inquiry = wire::pushed_inquiry(&delivery).map_err(unreadable_push)?;
        // An inquiry that is none of ours is nothing to us: taken, so that it does not come again.
        if let Some(job) = job_of_inquiry(inquiry.as_str()) {
            store::outbox::hasten(&self.0.db, job, now_micros()).await?;
            self.0.news.notify_one();
        }
        Ok(())
    }
}
