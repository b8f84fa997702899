//! The accounts of the demonstration: their passwords stand on its sign-in page.

use crate::{App, AppError, NewAccount, Reach, Role};

/// An account of the demonstration, shown on the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What one types.
    pub login: &'static str,
    /// What one types.
    pub password: &'static str,
    /// Who it is.
    pub display_name: &'static str,
    /// What it can do.
    pub what: &'static str,
    /// The same in English.
    pub what_en: &'static str,
}

const DEMO_ACCOUNTS: [DemoAccount; 4] = [
    DemoAccount {
        login: "officer",
        password: "officer-demo",
        display_name: "本省 登録係",
        what: "全国の籍を検索し、案件を決定できます",
        what_en: "Searches all registers and decides cases",
    },
    DemoAccount {
        login: "second",
        password: "second-demo",
        display_name: "本省 審査係",
        what: "同じ権限を持つ別の職員です（二人の決裁が要るとき）",
        what_en: "Another officer with the same powers, where two must approve",
    },
    DemoAccount {
        login: "tokyo",
        password: "tokyo-demo",
        display_name: "東京都 免許担当",
        what: "東京都の籍だけを閲覧できます",
        what_en: "Reads the registers of Tokyo only",
    },
    DemoAccount {
        login: "auditor",
        password: "auditor-demo",
        display_name: "監査担当",
        what: "閲覧に加え、誰が閲覧したかを確認できます",
        what_en: "Reads, and sees who looked",
    },
];

impl App {
    /// The accounts of the demonstration; none elsewhere.
    #[must_use]
    pub fn demo_accounts(&self) -> Vec<DemoAccount> {
        if self.0.demo { DEMO_ACCOUNTS.to_vec() } else { Vec::new() }
    }

    /// Makes the accounts of the demonstration.
    ///
    /// # Errors
    /// The store's.
    pub async fn make_demo_accounts(&self) -> Result<(), AppError> {
        for demo in DEMO_ACCOUNTS {
            let (roles, reach) = match demo.login {
                "auditor" => (vec![Role::Reader, Role::Auditor], Reach::All),
                "tokyo" => (vec![Role::Reader], Reach::Authorities(vec!["JP-13".to_owned()])),
                _ => (vec![Role::Reader, Role::Registrar], Reach::All),
            };
            self.add_account(NewAccount {
                login: demo.login.to_owned(),
                display_name: demo.display_name.to_owned(),
                password: demo.password.to_owned(),
                roles,
                reach,
            })
            .await?;
        }
        Ok(())
    }
}
