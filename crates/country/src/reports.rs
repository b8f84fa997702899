//! Files of reports in which holders gave their numbers (業務従事者届), as an authority would have collected them.

use std::io::{self, Write};

use crate::nation::Nation;
use crate::person::PersonId;
use crate::plan::PlannedRegister;
use crate::resident::ResidentStatus;

/// The headings of such a file.
const HEADINGS: &str = "登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日";

impl Nation {
    /// Writes the reports of everybody in a register who lives here today, but of those whom `leave_out` names; tells how many.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_reports(
        &self,
        planned: &PlannedRegister,
        leave_out: &[PersonId],
        out: &mut impl Write,
    ) -> io::Result<u64> {
        let country = self.country();
        let Some(register) = country.register(planned) else { return Ok(0) };
        let (today, mut written) = (self.today(), 0);
        writeln!(out, "{HEADINGS}")?;
        for row in 0..planned.count {
            let whose = country.holder_in(planned, row);
            let current = |of: &crate::Resident| of.status == ResidentStatus::Current;
            let Some(resident) = self.resident(whose).filter(current) else { continue };
            if leave_out.contains(&whose) {
                continue;
            }
            let (number, given) = (register.number(row), self.my_number(whose));
            let crate::Resident { name, birth, sex, address, .. } = resident;
            writeln!(out, "第{number}号,{name},{birth},{sex},{address},{given},{today}")?;
            written += 1;
        }
        Ok(written)
    }
}
