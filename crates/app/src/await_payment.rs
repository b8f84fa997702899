//! Between the payer's going to pay and the word of the collecting side. That somebody went, or came back, proves nothing: it is noted, so
//! that nobody is asked to pay a second time before the collecting side was heard, and the collecting side is asked a little sooner.

use std::time::{Duration, Instant};

use registry::hash::sha256;
use registry::ids::EntryId;
use store::StoreError;
use store::outbox::{self, Job, NewJob};
use store::payment::{self, NumbersOf, PaymentEvent, Then};

use crate::cases::{CaseKey, Loaded, PAYMENT_LOOK};
use crate::payment_learned::{LEFT, LOOKED, Learned, open_wish};
use crate::time::now_micros;
use crate::view::PayingView;
use crate::work_outbox::Worked;
use crate::{App, AppError, Applying};

/// How long a page waits for the word of the collecting side: most often it is there by then, and nobody holds a page for longer.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two looks meanwhile.
const PAUSE: Duration = Duration::from_millis(200);

impl App {
    /// Notes that the payer of an own case goes to pay: where they go. Nowhere while there is nothing to pay, and while it is not known
    /// what became of the last time.
    ///
    /// # Errors
    /// There is no such case of this account.
    pub async fn leave_to_pay(&self, who: &Applying, key: CaseKey) -> Result<Option<String>, AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let Some((of, learned)) = self.waited_payment(key, &loaded).await? else { return Ok(None) };
        let Some((link, _)) = learned.payable(self.today()) else { return Ok(None) };
        let at = now_micros();
        payment::note_step(&self.0.db, of, step(LEFT, at), at).await?;
        Ok(Some(link))
    }

    /// The payer came back, or wants to know: the collecting side is asked, once each time that they went, and its word waited for a moment.
    ///
    /// # Errors
    /// There is no such case of this account.
    pub async fn look_for_payment(&self, who: &Applying, key: CaseKey) -> Result<(), AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let Some((of, learned)) = self.waited_payment(key, &loaded).await? else { return Ok(()) };
        if learned.paying(self.today()) != PayingView::Confirming {
            return Ok(());
        }
        if learned.is_begun() {
            self.ask_about(&of, learned.left.unwrap_or_default()).await?;
        }
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until && self.is_confirming(key).await? {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    async fn is_confirming(&self, key: CaseKey) -> Result<bool, AppError> {
        let loaded = self.load_case(key).await?;
        let found = self.waited_payment(key, &loaded).await?;
        Ok(found.is_some_and(|(_, learned)| learned.paying(self.today()) == PayingView::Confirming))
    }

    /// The payment that a case waits for, as far as it is known.
    pub(crate) async fn waited_payment(
        &self,
        key: CaseKey,
        loaded: &Loaded,
    ) -> Result<Option<(NumbersOf, Learned)>, AppError> {
        let Some(wish) = open_wish(&loaded.case) else { return Ok(None) };
        let of = NumbersOf { register: key.register, case: key.id, wish: wish.to_owned() };
        Ok(self.payment(key, wish).await?.map(|learned| (of, learned)))
    }

    /// Has the collecting side asked, once for each time that the payer went: however often somebody looks, it is one question.
    async fn ask_about(&self, of: &NumbersOf, left: i64) -> Result<(), AppError> {
        let digest = sha256(&[PAYMENT_LOOK.as_bytes(), of.wish.as_bytes(), &left.to_be_bytes()]);
        let Some(id) = digest.get(..16).and_then(EntryId::from_stored) else { return Ok(()) };
        let (kind, body, at) = (PAYMENT_LOOK, of.wish.clone(), now_micros());
        let job = NewJob { register: of.register, id, kind, case: Some(of.case), body, at, due_at: at };
        let added: Result<(), StoreError> = self
            .0
            .db
            .transact("ask-about-payment", move |tx| {
                let job = job.clone();
                Box::pin(async move { outbox::add_in(tx, &[&job]).await })
            })
            .await;
        added?;
        self.0.news.notify_one();
        Ok(())
    }

    /// Asks the collecting side because a payer went to pay. That it has nothing is an answer; that it gives none is not.
    pub(crate) async fn look_at_payment(&self, job: &Job) -> Result<Worked, AppError> {
        let Some(key) = CaseKey::of(job) else { return Ok(Worked::Never("no case".to_owned())) };
        let of = NumbersOf { register: key.register, case: key.id, wish: job.body.clone() };
        let asked = now_micros();
        if let Some(worked) = self.hear_standing(&of).await? {
            return Ok(worked);
        }
        let then = Then { done: Some(job.id), ..Then::default() };
        payment::note(&self.0.db, of, step(LOOKED, asked), then, now_micros()).await?;
        Ok(Worked::Done)
    }
}

/// Something that was done about a payment here.
fn step(kind: &str, at: i64) -> PaymentEvent {
    PaymentEvent { wish: String::new(), kind: kind.to_owned(), key: at.to_string(), said: Vec::new() }
}
