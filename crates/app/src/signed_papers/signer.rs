//! Whether the signer of a paper stands in our own register, where the paper names the registration number. A certificate has a name only,
//! and names are shared; without a number nobody is looked up.

use jiff::civil::Date;
use law::Signatory;
use registry::ids::RegisterId;
use registry::item::{EntryItem, get};
use registry::name::equal_identity;
use registry::number::normalise_number;
use registry::present::{Standing, standing_of};
use store::disclosure::Disclosure;

use super::SignedWay;
use super::found::Fault;
use crate::ask_koseki::CASE_PURPOSE;
use crate::cases::SYSTEM;
use crate::time::now_micros;
use crate::{App, AppError, Channel};

impl App {
    /// What our register has against a signer: another name under that number, or that he or she could not practise on the day. Nothing
    /// where no number is named, where several authorities keep such registers, or where ours is not here.
    pub(super) async fn signer_in_register(
        &self,
        way: &SignedWay,
        (number, name): (&str, &str),
        on: Date,
    ) -> Result<Option<Fault>, AppError> {
        let Some(Signatory::Qualified(qualification)) = &way.signatory else { return Ok(None) };
        if number.is_empty() {
            return Ok(None);
        }
        let rules = self.rules().on(self.today());
        let keepers = rules.authorities_of(qualification);
        let [keeper] = keepers.as_slice() else { return Ok(None) };
        let register = self.register_known(RegisterId::of(qualification, &keeper.code)).await?;
        let Some(register) = register else { return Ok(None) };
        let Ok(number) = normalise_number(number) else { return Ok(Some(Fault::Signer)) };
        let Some(row) = self.0.lookups.by_number(register.id, &number).await? else {
            return Ok(Some(Fault::Signer));
        };
        let look = Disclosure {
            at: now_micros(),
            actor: SYSTEM.to_owned(),
            purpose: CASE_PURPOSE.to_owned(),
            channel: Channel::Job.code(),
            request: format!("signer of {}", way.way),
            entries: vec![(register.id, row.id)],
        };
        self.0.writer.look(look).await?;
        let same = get(&row.present, EntryItem::Name).is_some_and(|known| equal_identity(known, name));
        Ok(match (same, standing_of(&row.present, on)) {
            (false, _) => Some(Fault::Signer),
            (true, Standing::Active) => None,
            (true, _) => Some(Fault::Suspended),
        })
    }
}
