//! The signature of a request with the card, and what follows from it.

use gateways::Outcome;
use gateways::digital_auth::{DigestForm, DigitalAuth, Signature, ToSign, TransactionId, UserAccess, Wish};
use gateways::jpki::{FourItems, Service, Sex, Signed};
use registry::ids::LinkRequestId;
use registry::item::EntryItem;
use registry::linking::by_holder::Proven;
use store::link_request::{self, LinkRequest};
use store::portal::AccountKey;

use super::mine::moved_on;
use super::{TO_SIGN, match_up::Shown};
use crate::holders::HolderActor;
use crate::portal::Departure;
use crate::portal::away::{Errand, answered};
use crate::{App, AppError, ErrorKind};

impl App {
    /// Sends the browser to sign a request with the card.
    ///
    /// # Errors
    /// When it is not this person's or is signed already; when the sign-in does not answer.
    pub async fn leave_to_sign_link(
        &self,
        holder: &HolderActor,
        browser: Option<&str>,
        id: &str,
    ) -> Result<Departure, AppError> {
        let request = self.own_request(holder, id).await?;
        if request.state != TO_SIGN {
            return Err(moved_on());
        }
        let (_, sign_in) = self.card_sign_in()?;
        let document = ToSign::document(request.made.document.as_bytes(), DigestForm::Sha256);
        let transaction = answered(sign_in.offer(&document).await)?;
        let wish = Wish { sign: Some(transaction), ..Wish::default() };
        self.depart(browser, &Errand::Link(request.made.id), &wish).await
    }

    /// Takes the signature that came back for a request; tells the page to go on with. An authority that does not answer leaves the
    /// request where it was.
    pub(crate) async fn take_link_signature(
        &self,
        (account, id): (AccountKey, LinkRequestId),
        access: &UserAccess,
        transaction: &TransactionId,
    ) -> Result<String, AppError> {
        let found = link_request::anywhere(&mut self.0.db.reader().await?, id).await?;
        let request = found.filter(|request| request.made.account == account).ok_or_else(another_card)?;
        let page = format!("/portal/link/{id}");
        if request.state != TO_SIGN {
            return Ok(page);
        }
        let (_, sign_in) = self.card_sign_in()?;
        let Ok(signature) = answered(sign_in.signature(access, transaction).await) else {
            return Ok(format!("{page}?again=1"));
        };
        let Some(items) = self.items_of(&request, &signature).await? else {
            return Ok(format!("{page}?again=1"));
        };
        self.conclude_link(request, Shown { proven: proven(&items), signature }).await?;
        Ok(page)
    }

    /// The four items of the card that signed the request; `None` when the authority does not say whether it stands.
    async fn items_of(
        &self,
        request: &LinkRequest,
        signature: &Signature,
    ) -> Result<Option<FourItems>, AppError> {
        let (systems, _) = self.card_sign_in()?;
        let Some(cards) = systems.jpki() else { return Ok(None) };
        let signed = Signed::Message {
            certificate: &signature.certificate,
            message: request.made.document.as_bytes(),
            signature: &signature.value,
        };
        let unconfirmed =
            cards.signing.check(signed, systems.now()).map_err(|failure| not_valid().with_detail(failure))?;
        match cards.service.confirm(unconfirmed).await {
            Outcome::Answered(Ok(confirmed)) => Ok(confirmed.items),
            Outcome::Answered(Err(failure)) if failure.is_lack_of_proof() => Ok(None),
            Outcome::Answered(Err(failure)) => Err(not_valid().with_detail(failure)),
            _ => Ok(None),
        }
    }
}

fn another_card() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "この申請は、別の方のカードで始められたものです。申請をはじめた方のカードで署名してください。",
        "This request was begun with another person's card. Sign it with the same card.",
    )
}

fn not_valid() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "カードの署名用電子証明書が使えません。氏名や住所が変わると失効します。市区町村の窓口で発行し直してから、もう一度お試しください。申請の窓口でも手続ができます。",
        "The card's signing certificate cannot be used. It ends when name or address change. Have it issued anew at your municipality, or go to the desk.",
    )
}

/// A sex as registers write it.
pub(crate) const fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Unknown => "",
    }
}

/// The certificate's items as the register writes them.
fn proven(items: &FourItems) -> Vec<Proven> {
    let one = |item, value: String, substitutes| Proven { item, value, substitutes };
    let sex = sex_word(items.sex);
    let born = items.birth.exact().map(|day| day.to_string()).unwrap_or_default();
    vec![
        one(EntryItem::Name, items.name.text().to_owned(), items.name.has_substitutes()),
        one(EntryItem::Born, born, false),
        one(EntryItem::Sex, sex.to_owned(), false),
        one(EntryItem::Address, items.address.text().to_owned(), items.address.has_substitutes()),
    ]
}
