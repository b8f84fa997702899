//! What surrounds every page.

use app::{DemoAccount, Role};

use crate::lang::Lang;
use crate::permission::{Action, permit};

/// Which part of the site a page belongs to: marks the menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// Before the sign-in.
    Outside,
    /// The portal: one's own qualifications.
    Portal,
    /// Requests for links, at the desk.
    Linking,
    /// The search and what it finds.
    Search,
    /// The registers.
    Registers,
    /// The cases.
    Cases,
    /// The tasks of the desk.
    Tasks,
    /// The yearly check.
    Check,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Officer {
    pub display_name: String,
    /// The purpose of this work session, in words.
    pub purpose: String,
    pub roles: Vec<Role>,
    /// The session's secret for its forms.
    pub form_key: String,
}

impl Officer {
    /// Whether the account may decide whose an entry is.
    pub(crate) fn may_decide_links(&self) -> bool {
        permit(Some(Action::DecideLink), &self.roles).is_ok()
    }

    /// Whether the account may handle cases.
    pub(crate) fn may_handle_cases(&self) -> bool {
        permit(Some(Action::HandleCases), &self.roles).is_ok()
    }

    /// Whether the account may see the yearly check.
    pub(crate) fn may_see_check(&self) -> bool {
        permit(Some(Action::SeeCheck), &self.roles).is_ok()
    }

    /// Whether the account may decide what follows from the yearly check.
    pub(crate) fn may_handle_check(&self) -> bool {
        permit(Some(Action::HandleCheck), &self.roles).is_ok()
    }

    /// Whether the account may see who looked.
    pub(crate) fn may_list_disclosures(&self) -> bool {
        permit(Some(Action::ListDisclosures), &self.roles).is_ok()
    }

    /// Whether the account may show the proof of an entry.
    pub(crate) fn may_show_proof(&self) -> bool {
        permit(Some(Action::ShowProof), &self.roles).is_ok()
    }
}

/// Who is signed in at the portal.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    /// The session's secret for its forms.
    pub form_key: String,
}

/// The surroundings of a page.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub lang: Lang,
    pub place: Place,
    pub officer: Option<Officer>,
    pub holder: Option<Holder>,
    /// Whether everybody here is invented.
    pub demo: bool,
    /// The day in the invented country (ISO), where it is another than the clock's.
    pub country_day: Option<String>,
    /// The address of this page without its language.
    pub here: String,
}

impl Frame {
    /// The address of the style sheet.
    pub(crate) fn style(&self) -> &'static str {
        crate::assets::style_address()
    }

    /// The secret of the forms of whoever is signed in; empty where nobody is.
    pub(crate) fn form_key(&self) -> &str {
        let holder = self.holder.as_ref().map(|holder| holder.form_key.as_str());
        holder.or(self.officer.as_ref().map(|officer| officer.form_key.as_str())).unwrap_or("")
    }

    /// Whether who is signed in may decide what follows from the yearly check.
    pub(crate) fn may_handle_check(&self) -> bool {
        self.officer.as_ref().is_some_and(Officer::may_handle_check)
    }

    /// What the officer's account may do, in words.
    pub(crate) fn role_names(&self) -> String {
        let name = |role: &Role| match role {
            Role::Reader => self.lang.t("閲覧", "reader"),
            Role::Registrar => self.lang.t("登録担当", "registrar"),
            Role::Auditor => self.lang.t("監査", "auditor"),
        };
        let roles = self.officer.iter().flat_map(|officer| &officer.roles);
        roles.map(name).collect::<Vec<_>>().join(self.lang.t("・", ", "))
    }

    /// This page in another language.
    pub(crate) fn here_in(&self, tag: &str) -> String {
        let separator = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{separator}lang={tag}", self.here)
    }

    /// The attribute of a menu link: marked when the page belongs to it.
    pub(crate) fn is_at(&self, place: &str) -> bool {
        match self.place {
            Place::Outside => false,
            Place::Portal => place == "portal",
            Place::Linking => place == "linking",
            Place::Search => place == "search",
            Place::Registers => place == "registers",
            Place::Cases => place == "cases",
            Place::Tasks => place == "tasks",
            Place::Check => place == "check",
        }
    }
}

/// Whether the installation is the demonstration: it has accounts to show.
pub(crate) fn is_demo(accounts: &[DemoAccount]) -> bool {
    !accounts.is_empty()
}
