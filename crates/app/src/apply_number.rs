//! The number of somebody who applies for a new licence and has no entry yet: it comes from the card with the application, lies in the
//! vault for this application alone, and becomes the holder's when the entry is made. However the application ends, it is deleted.

use registry::hash::sha256;
use registry::ids::{CaseId, EntryId, HolderId, RegisterId};
use registry::item::EntryItem;
use store::StoreError;
use store::holder::{self, KnownNumber, NumberFact};
use store::outbox::{self, Job, NewJob};
use vault::{Reason, SealedNumber, Use};

use crate::ask_koseki::own;
use crate::card_errand::CardErrand;
use crate::cases::{CARD, Evidence, FORGET, Loaded, SYSTEM};
use crate::give_number::{CARD_ONLINE, PURPOSE, anothers_card};
use crate::holders::{HolderActor, NUMBER_CASE, account_name};
use crate::read_card::{Kept, closed, not_waited_for};
use crate::start_case::OpenDraft;
use crate::time::now_micros;
use crate::work_outbox::Worked;
use crate::{App, AppError, Application, Applying};

/// Why the number that came with an application is deleted.
const ENDED: &str = "申請とともに受け取った番号。申請が終わったか、提供が取りやめられた";

/// A number that a new entry is linked by, and whose it is already: of somebody who was linked in bulk and has no account.
pub(crate) struct Applied {
    pub(crate) known: KnownNumber,
    pub(crate) same: Option<HolderId>,
}

impl App {
    /// Sends the browser to the card for the number that comes with an application for a new licence.
    ///
    /// # Errors
    /// There is no such draft, or it is about an entry; there is no such page here.
    pub async fn leave_to_apply_with_number(
        &self,
        holder: &HolderActor,
        draft: CaseId,
    ) -> Result<String, AppError> {
        let open = self.open_draft(&Applying::from(holder), draft).await?;
        if !open.is_new() || self.systems().and_then(|systems| systems.vault()).is_none() {
            return Err(closed());
        }
        self.leave_to_card(holder, CardErrand::Apply(draft)).await
    }

    /// Whether the number came with a draft; none where it cannot.
    pub(crate) fn number_offer(&self, open: &OpenDraft) -> Option<bool> {
        let came = !open.application.sealed_number.is_empty();
        let known = open.number == registry::requirement::NumberFact::Given && !came;
        let systems =
            self.systems().filter(|systems| systems.vault().is_some() && systems.card_reader().is_some());
        (open.is_new() && !known && (came || systems.is_some())).then_some(came)
    }

    /// Takes the number that the card brought for a draft.
    pub(crate) async fn apply_with_number(
        &self,
        holder: &HolderActor,
        draft: CaseId,
        kept: &Kept,
    ) -> Result<(), AppError> {
        let open = self.open_draft(&Applying::from(holder), draft).await?;
        if !open.is_new() {
            return Err(not_waited_for());
        }
        // A relative's card, read by mistake, gives no number.
        let written = open.application.changed.get(EntryItem::Born.code());
        if written.is_some_and(|born| !born.is_empty() && *born != kept.born) {
            return Err(anothers_card());
        }
        let sealed = kept.sealed.as_deref().ok_or_else(not_waited_for)?;
        let by = Use::new(PURPOSE, vault_case(draft), account_name(&holder.account))
            .map_err(|fault| closed().with_detail(fault))?;
        let number = self.take_number(sealed, &by).await?.to_hex();
        self.note_number(holder, &open, number).await
    }

    /// Takes back the number that was given with an application that is not sent yet.
    ///
    /// # Errors
    /// There is no such draft; it was changed meanwhile.
    pub async fn apply_without_number(&self, holder: &HolderActor, draft: CaseId) -> Result<(), AppError> {
        let open = self.open_draft(&Applying::from(holder), draft).await?;
        self.note_number(holder, &open, String::new()).await
    }

    /// Notes a number in a draft, in the place of the one before, which is deleted; it is deleted itself where it cannot be noted.
    async fn note_number(
        &self,
        holder: &HolderActor,
        open: &OpenDraft,
        number: String,
    ) -> Result<(), AppError> {
        let before = open.application.sealed_number.clone();
        let (id, seen) = (open.draft.id, open.draft.version);
        let application = Application { sealed_number: number.clone(), ..open.application.clone() };
        let saved = self.save_draft(&Applying::from(holder), id, (&application, seen)).await;
        let gone = if saved.is_ok() { &before } else { &number };
        // The same number given again is one, with one handle.
        if before != number
            && let Some(job) = forget_job((open.draft.register, id), gone)?
        {
            let added: Result<(), StoreError> = self
                .0
                .db
                .transact("forget-number", move |tx| {
                    let job = job.clone();
                    Box::pin(async move { outbox::add_in(tx, &[&job]).await })
                })
                .await;
            added?;
            self.0.news.notify_one();
        }
        saved.map(|_| ())
    }

    /// Deletes a number that an application no longer needs.
    pub(crate) async fn forget_number(&self, job: &Job) -> Result<Worked, AppError> {
        let Ok(number) = SealedNumber::from_hex(&job.body) else {
            return Ok(Worked::Never("no handle".to_owned()));
        };
        let Some(vault) = self.systems().and_then(|systems| systems.vault()) else {
            return Ok(Worked::Again("no vault".to_owned(), None));
        };
        let by = Use::new("case", format!("forget {}", job.id), SYSTEM).map_err(|fault| own(&fault))?;
        let reason = Reason::new(ENDED).map_err(|fault| own(&fault))?;
        match vault.delete(&[number], &by, &reason).await {
            Ok(_) => {
                outbox::done(&self.0.db, job, now_micros()).await?;
                Ok(Worked::Done)
            }
            Err(error) => Ok(Worked::Again(error.to_string(), None)),
        }
    }

    /// The number by which a new entry is linked: that of the application, as the holder's own. None where none was given, and where it
    /// cannot be the applicant's: who has another number already, or whose number is somebody else's.
    pub(crate) async fn applied_number(&self, loaded: &Loaded) -> Result<Option<Applied>, AppError> {
        let Some((number, account)) = sealed_of(&loaded.form).zip(loaded.row.account) else {
            return Ok(None);
        };
        let vault = self.systems().and_then(|systems| systems.vault()).ok_or_else(closed)?;
        let by = Use::new(PURPOSE, NUMBER_CASE, SYSTEM).map_err(|fault| own(&fault))?;
        let carried = vault.carry_over(&number, &by).await.map_err(|error| closed().with_detail(error))?;
        let Some(number) = carried else { return Ok(None) };
        let known = KnownNumber {
            number: number.to_bytes(),
            fact: NumberFact::Given,
            way: CARD_ONLINE.to_owned(),
            since: now_micros(),
        };
        let mut reader = self.0.db.reader().await?;
        let person = store::portal::holder_of(&mut reader, &account).await?;
        let whose = holder::by_number(&mut reader, &[known.number]).await?.into_iter().flatten().next();
        let others = whose.filter(|whose| Some(*whose) != person);
        let free = match others {
            Some(theirs) => holder::account_of(&mut reader, theirs).await?.is_none(),
            None => true,
        };
        drop(reader);
        let has_another = match person {
            Some(person) => {
                let links = self.links_of(person).await?;
                links.iter().filter_map(|link| link.number.as_ref()).any(|own| own.number != known.number)
            }
            None => false,
        };
        let is_theirs = match others {
            _ if has_another || !free => false,
            None => true,
            // Whoever gets what is somebody's has to be that person, and not only to have said so.
            Some(_) => match Evidence::latest(&loaded.records, CARD) {
                Some(card) => self.is_number_of(number, &card.proven(), &by).await?,
                None => false,
            },
        };
        if is_theirs {
            return Ok(Some(Applied { known, same: others }));
        }
        if whose.is_none() {
            let reason = Reason::new(ENDED).map_err(|fault| own(&fault))?;
            vault.delete(&[number], &by, &reason).await.map_err(|error| closed().with_detail(error))?;
        }
        Ok(None)
    }
}

/// The vault's case of the number of an application.
fn vault_case(draft: CaseId) -> String {
    CardErrand::Apply(draft).vault_case().unwrap_or_default()
}

/// The number that came with an application.
pub(crate) fn sealed_of(application: &Application) -> Option<SealedNumber> {
    SealedNumber::from_hex(&application.sealed_number).ok()
}

/// The person that an applicant will be who is nobody's holder yet: as the case, so that what is got for them before stays theirs.
pub(crate) fn person_to_be(case: CaseId) -> Result<HolderId, AppError> {
    HolderId::from_stored(case.stored()).ok_or_else(|| own(&"no id"))
}

/// The job that deletes a number; none where there is none.
pub(crate) fn forget_job(
    (register, draft): (RegisterId, CaseId),
    sealed: &str,
) -> Result<Option<NewJob>, AppError> {
    if sealed.is_empty() {
        return Ok(None);
    }
    let digest = sha256(&[b"forget-number", draft.stored(), sealed.as_bytes()]);
    let id = digest.get(..16).and_then(EntryId::from_stored).ok_or_else(|| own(&"no id"))?;
    let (kind, body, at) = (FORGET, sealed.to_owned(), now_micros());
    Ok(Some(NewJob { register, id, kind, case: None, body, at, due_at: at }))
}
