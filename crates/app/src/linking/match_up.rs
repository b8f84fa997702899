//! What a signed request leads to: the link where everything is equal, and the same quiet answer for everything else.

use gateways::digital_auth::Signature;
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::item::{EntryItem, ItemLines, get, lines_of};
use registry::linking::by_holder::{Compared, Proven, all_equal, compare};
use registry::present::{Existence, existence_of};
use store::disclosure::Disclosure;
use store::link_request::{self, LinkRequest, SignedRequest};

use super::{Attachment, BY_HOLDER, LINKED, UNEQUAL};
use crate::holders::{LINKING, account_name};
use crate::sign_in::random;
use crate::time::now_micros;
use crate::{App, AppError, Channel};

/// What the card showed, and the signature that proves it.
pub(super) struct Shown {
    pub(super) proven: Vec<Proven>,
    pub(super) signature: Signature,
}

impl App {
    /// The items that identify a person, by the rules.
    pub(super) fn identity_items(&self) -> Vec<EntryItem> {
        let identity = self.0.rules.items().iter().filter(|item| item.identity);
        identity.filter_map(|item| EntryItem::of_code(&item.code)).collect()
    }

    /// Compares a present with what a request proves and states.
    pub(crate) fn compare_request(&self, held: &str, proven: &[Proven], stated: &str) -> Vec<Compared> {
        let stated = lines_of(stated).map(|(item, value)| Proven {
            item,
            value: value.to_owned(),
            substitutes: false,
        });
        // What the card shows is never replaced by what was only stated.
        let all: Vec<Proven> = proven.iter().cloned().chain(stated).collect();
        compare(held, &self.identity_items(), &all)
    }

    /// An unknown number and a wrong item are the same work, the same record and the same words.
    pub(super) async fn conclude_link(&self, request: LinkRequest, shown: Shown) -> Result<(), AppError> {
        let made = &request.made;
        let row = self.0.lookups.by_number(made.register, &made.number_key).await?;
        let held = row.as_ref().map_or("", |row| row.present.as_str());
        let stands = existence_of(held) == Existence::Registered;
        let equal = all_equal(&self.compare_request(held, &shown.proven, &made.stated)) && stands;
        let entry = row.as_ref().map(|row| row.id);
        self.note_link_look(&request, entry).await?;
        let signed = SignedRequest {
            state: UNEQUAL,
            proven: stored(&shown.proven),
            substitutes: substitutes(&shown.proven),
            signature: shown.signature.value,
            certificate: shown.signature.certificate,
            entry,
            decided_by: String::new(),
            at: now_micros(),
        };
        let attachment = match entry.filter(|_| equal) {
            Some(entry) => Some(Attachment {
                account: made.account,
                fresh: self.fresh_holder()?,
                entry: (made.register, entry),
                way: BY_HOLDER,
                ground: made.id.to_string(),
                by: account_name(&made.account),
                at: now_micros(),
            }),
            None => None,
        };
        let key = (made.register, made.id);
        let done = self.0.db.transact("link-by-holder", move |tx| {
            let (attachment, mut signed) = (attachment.clone(), signed.clone());
            Box::pin(async move {
                if let Some(attachment) = attachment
                    && attachment.make(tx).await?
                {
                    signed.state = LINKED;
                    signed.decided_by = BY_HOLDER.to_owned();
                }
                link_request::signed(tx, key, &signed).await
            })
        });
        // Another tab was faster: what it led to stands.
        let _: bool = done.await?;
        Ok(())
    }

    pub(crate) fn fresh_holder(&self) -> Result<HolderId, AppError> {
        let millis = u64::try_from(now_micros() / 1_000).unwrap_or_default();
        Ok(HolderId::new(millis, random::<10>()?))
    }

    /// Whose number was tried sees it: the attempt stands under the entry before anybody learns anything.
    pub(super) async fn note_link_look(
        &self,
        request: &LinkRequest,
        entry: Option<EntryId>,
    ) -> Result<(), AppError> {
        let entries: Vec<(RegisterId, EntryId)> =
            entry.into_iter().map(|entry| (request.made.register, entry)).collect();
        let look = Disclosure {
            at: now_micros(),
            actor: account_name(&request.made.account),
            purpose: LINKING.to_owned(),
            channel: Channel::Portal.code(),
            request: format!("link number={}", request.made.number_key),
            entries,
        };
        Ok(self.0.writer.look(look).await?)
    }
}

fn stored(proven: &[Proven]) -> String {
    let mut lines = ItemLines::new();
    for proven in proven {
        // A value with a control character is left out: it agrees with nothing then.
        let _ = lines.set(proven.item, &proven.value);
    }
    lines.into_stored()
}

fn substitutes(proven: &[Proven]) -> String {
    let codes: Vec<&str> = proven.iter().filter(|one| one.substitutes).map(|one| one.item.code()).collect();
    codes.join(" ")
}

/// What was proved, back from the table.
pub(crate) fn of_stored(request: &LinkRequest) -> Vec<Proven> {
    let marked: Vec<&str> = request.substitutes.split(' ').collect();
    let lines = ItemLines::from_stored(request.proven.clone());
    [EntryItem::Name, EntryItem::Born, EntryItem::Sex, EntryItem::Address]
        .into_iter()
        .filter_map(|item| {
            let value = get(lines.stored(), item)?.to_owned();
            Some(Proven { item, value, substitutes: marked.contains(&item.code()) })
        })
        .collect()
}
