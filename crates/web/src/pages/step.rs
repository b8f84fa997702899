//! The pages of an application, in their order.

use app::FormView;

use crate::lang::Lang;

/// A page of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    What,
    Asked,
    Items,
    Exam,
    Papers,
    Declare,
    Check,
}

impl Step {
    /// The pages that this application has, in their order.
    pub(crate) fn of(form: &FormView) -> Vec<Self> {
        let asked = form.asked.as_ref().ok();
        let changes = !form.items.is_empty() || form.licence.is_some();
        let exam = form.licence.as_ref().is_some_and(|licence| licence.exam.is_some());
        let open = [
            (true, Self::What),
            (true, Self::Asked),
            (changes, Self::Items),
            (exam, Self::Exam),
            (asked.is_some_and(|asked| asked.needed().next().is_some()), Self::Papers),
            (asked.is_some_and(|asked| !asked.declarations.is_empty()), Self::Declare),
            (true, Self::Check),
        ];
        open.into_iter().filter(|(is_open, _)| *is_open).map(|(_, step)| step).collect()
    }

    /// The page after this one.
    pub(crate) fn next(self, form: &FormView) -> Self {
        Self::of(form).into_iter().skip_while(|step| *step != self).nth(1).unwrap_or(Self::Check)
    }

    /// The address of the page in a draft.
    pub(crate) fn address(self, id: &str) -> String {
        let page = match self {
            Self::What => "/what",
            Self::Asked => "",
            Self::Items => "/items",
            Self::Exam => "/exam",
            Self::Papers => "/papers",
            Self::Declare => "/declare",
            Self::Check => "/check",
        };
        format!("/portal/drafts/{id}{page}")
    }

    /// The page on which a fault is put right, by its field.
    pub(crate) fn of_fault(field: &str, form: &FormView) -> Self {
        let mut declared = form.asked.iter().flat_map(|asked| &asked.declarations);
        let is_declared = declared.any(|declaration| declaration.code == field);
        match field {
            "happened_on" if form.licence.is_some() => Self::What,
            field if field.starts_with("exam_") => Self::Exam,
            _ if is_declared => Self::Declare,
            _ => Self::Items,
        }
    }

    /// What the page is called; in an application for a new licence nothing changes.
    pub(crate) fn words(self, (lang, is_new): (Lang, bool)) -> &'static str {
        match self {
            Self::What if is_new => lang.t("あなたについて", "About you"),
            Self::Items if is_new => lang.t("登録する内容", "What is registered"),
            Self::Exam => lang.t("試験", "Examination"),
            Self::What => lang.t("手続の内容", "What it is about"),
            Self::Asked => lang.t("要るもの・要らないもの", "What is needed, and what is not"),
            Self::Items => lang.t("変更後の内容", "What it is now"),
            Self::Papers => lang.t("書類", "Papers"),
            Self::Declare => lang.t("申し述べること", "Declarations"),
            Self::Check => lang.t("確認と署名", "Check and sign"),
        }
    }
}
