//! A holder shows one or several of the entries that are linked to him or her.

use registry::ids::HolderId;

use crate::{Actor, App, AppError, ErrorKind, ProofOrder, ProofView};

impl App {
    /// Issues proofs of entries that are linked to a holder, in the order asked; without an order, of all that are in force. The holder's own
    /// looks are recorded as everybody's.
    ///
    /// # Errors
    /// When an entry is not linked to this holder: the same answer as when there is none.
    pub async fn show_proofs(
        &self,
        holder: HolderId,
        actor: &Actor,
        orders: &[ProofOrder],
    ) -> Result<Vec<ProofView>, AppError> {
        let mut reader = self.0.db.reader().await?;
        let own = store::holder::entries_of(&mut reader, holder).await?;
        let rows = store::entry::by_ids(&mut reader, &own).await?;
        drop(reader);
        let all: Vec<ProofOrder> = rows
            .iter()
            .map(|row| ProofOrder { entry: row.id.to_string(), ..ProofOrder::default() })
            .collect();
        let mut proofs = Vec::new();
        for order in if orders.is_empty() { &all } else { orders } {
            let row = rows.iter().find(|row| row.id.to_string() == order.entry);
            let found = row.and_then(|row| Some((row.clone(), self.register_of(row.register)?)));
            let Some(found) = found else {
                let (ja, en) = ("該当する登録はありません。", "There is no such entry.");
                return Err(AppError::new(ErrorKind::NotFound, ja, en));
            };
            match self.issue_for(actor, found, order).await {
                Ok(proof) => proofs.push(proof),
                // Of all entries, those are left out that cannot be shown today.
                Err(error) if orders.is_empty() && error.kind == ErrorKind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
        Ok(proofs)
    }
}
