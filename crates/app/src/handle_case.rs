//! What an applicant or an officer does to a case that was sent, beside deciding it.

use registry::case::{Agreed, Answer, Command, CommandKind, Who, allowed};
use store::case::Beside;

use crate::cases::{Application, By, CaseKey, FORM, Moving};
use crate::correct_case::sent_then;
use crate::fetch_koseki::KOSEKI;
use crate::signed_papers::ask_again;
use crate::tell_payment::may_ask_anew;
use crate::view::PayingView;
use crate::{Actor, App, AppError, Applying, ErrorKind, Role};

/// The rules' number of days for a supplementation.
const SUPPLEMENT_DAYS: &str = "supplementation-days";
/// How an applicant is named in a case's history.
const APPLICANT: &str = "applicant";

impl App {
    /// Takes an application back; what was paid becomes a task of the desk, to be paid back.
    ///
    /// # Errors
    /// It is not theirs, or it was decided already.
    pub async fn withdraw_case(&self, who: &Applying, key: CaseKey) -> Result<(), AppError> {
        self.by_applicant(who, key, &Command::Withdraw).await
    }

    /// Goes on by another means where a source could not tell. `code`: what the applicant got for a certificate of the family
    /// register, where the way is that; the certificate is fetched at once, and the code is not kept.
    ///
    /// # Errors
    /// Nothing is wanted, or not in this way; the code opens nothing; the registry cannot be reached now.
    pub async fn give_means(
        &self,
        who: &Applying,
        key: CaseKey,
        (way, code): (&str, Option<&str>),
    ) -> Result<(), AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let fetched = match code {
            // Nobody is asked about a case that wants nothing.
            Some(code) if allowed(&loaded.case, CommandKind::GiveMeans, Who::Applicant) => {
                Some(self.koseki_means(&loaded, code).await?)
            }
            _ => None,
        };
        let answer = fetched.as_ref().map_or(Answer::Given, |(_, answer)| *answer);
        let signed = self.signed_ways(&loaded.form).into_iter().map(|signed| signed.way);
        let signed: Vec<String> = signed.filter(|signed| signed == way).collect();
        let mut moving = Moving::of(self, loaded)?;
        // Asked before it counts as given, so that nothing goes on until it was looked at.
        ask_again(&mut moving, &signed)?;
        let command = Command::GiveMeans { way: way.to_owned(), answer };
        moving.take(&command, By::plain(Who::Applicant, APPLICANT))?;
        if let Some((said, _)) = fetched {
            moving.beside(Beside::Record(KOSEKI, said.to_text().into_bytes()));
        }
        moving.drive()?;
        moving.write().await
    }

    /// Corrects an application and sends it again; the same case goes on.
    ///
    /// # Errors
    /// Nothing was asked for; something is wrong with what was corrected.
    pub async fn supplement_case(
        &self,
        who: &Applying,
        key: CaseKey,
        corrected: &Application,
    ) -> Result<(), AppError> {
        corrected.check()?;
        let loaded = self.own_case(&who.account, key).await?;
        if let Some((_, words)) = self.check_correction(who, key, corrected).await?.into_iter().next() {
            return Err(AppError::new(ErrorKind::BadInput, words.ja, words.en));
        }
        // A code is used when something is sent, and not kept.
        let form = Application { koseki_code: String::new(), ..sent_then(&loaded, corrected) };
        let asked = self.asked_of_case(who, &loaded, &form).await?;
        let known = |way: &String| loaded.case.answers.iter().any(|answered| answered.source == *way);
        let signed = self.signed_ways(&form).into_iter().map(|signed| signed.way);
        let signed: Vec<String> = signed.filter(known).collect();
        let mut moving = Moving::of(self, loaded)?;
        ask_again(&mut moving, &signed)?;
        let by = By { asked: Some(&asked), ..By::plain(Who::Applicant, APPLICANT) };
        moving.take(&Command::Supplement(Some(form.choices())), by)?;
        moving.beside(Beside::Record(FORM, form.to_text().into_bytes()));
        moving.drive()?;
        moving.write().await
    }

    /// Has numbers for the payment issued anew: the old ones were refused, or their time is over.
    ///
    /// # Errors
    /// No payment is waited for; the old numbers can still be paid, or were perhaps.
    pub async fn pay_again(&self, who: &Applying, key: CaseKey) -> Result<(), AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let known = self.waited_payment(key, &loaded).await?.map(|(_, learned)| learned.paying(self.today()));
        if !may_ask_anew(&loaded, known.as_ref()) {
            return Err(match known {
                None | Some(PayingView::Preparing { .. }) => being_issued(),
                Some(_) => paid_perhaps(),
            });
        }
        let mut moving = Moving::of(self, loaded)?;
        moving.ask_payment(By::plain(Who::Applicant, APPLICANT))?;
        moving.write().await
    }

    async fn by_applicant(&self, who: &Applying, key: CaseKey, command: &Command) -> Result<(), AppError> {
        let mut moving = Moving::of(self, self.own_case(&who.account, key).await?)?;
        moving.take(command, By::plain(Who::Applicant, APPLICANT))?;
        moving.drive()?;
        moving.write().await
    }

    /// Asks for a supplementation (補正): the applicant reads `what` as it stands, and the same case goes on.
    ///
    /// # Errors
    /// Not this officer's to do, or not at this stage.
    pub async fn ask_supplement(
        &self,
        actor: &Actor,
        key: CaseKey,
        (what, seen): (Vec<String>, i64),
    ) -> Result<(), AppError> {
        // A day is named, as the law wants; what comes later is looked at all the same.
        let until = self.day_after(SUPPLEMENT_DAYS, self.today()).map(|day| day.to_string());
        self.by_officer(actor, key, (&Command::AskSupplement { what, until }, seen)).await
    }

    /// A paper or thing that was waited for has come by post.
    ///
    /// # Errors
    /// Not this officer's to do, or it is not waited for.
    pub async fn paper_came(
        &self,
        actor: &Actor,
        key: CaseKey,
        (document, seen): (String, i64),
    ) -> Result<(), AppError> {
        self.by_officer(actor, key, (&Command::PaperCame { document }, seen)).await
    }

    /// Fixes an amount that the rules leave open, on a ground; then it can be paid.
    ///
    /// # Errors
    /// Not this officer's to do; the rules set that amount, or there is no such line.
    pub async fn fix_amount(
        &self,
        actor: &Actor,
        key: CaseKey,
        (line, seen): (Agreed, i64),
    ) -> Result<(), AppError> {
        self.by_officer(actor, key, (&Command::FixAmount(line), seen)).await
    }

    /// Stamps or money that came with the papers or over the counter: what is due, and the number under which they are kept.
    ///
    /// # Errors
    /// Not this officer's to do, or not the amount that is due.
    pub async fn stamps_came(
        &self,
        actor: &Actor,
        key: CaseKey,
        ((receipt, yen), seen): ((String, u32), i64),
    ) -> Result<(), AppError> {
        self.by_officer(actor, key, (&Command::StampsCame { receipt, yen }, seen)).await
    }

    /// Asks a source again while the case is examined: its answer has grown old, or the facts have changed.
    ///
    /// # Errors
    /// Not this officer's to do, or not at this stage.
    pub async fn ask_source_again(
        &self,
        actor: &Actor,
        key: CaseKey,
        (source, seen): (String, i64),
    ) -> Result<(), AppError> {
        self.by_officer(actor, key, (&Command::Ask { source }, seen)).await
    }

    /// Another means of proof came to the desk, by one of the ways that were asked for: a person looks at it in the examination.
    ///
    /// # Errors
    /// Not this officer's to do, or not a way that was asked for.
    pub async fn means_came(
        &self,
        actor: &Actor,
        key: CaseKey,
        (way, seen): (String, i64),
    ) -> Result<(), AppError> {
        let command = Command::GiveMeans { way, answer: Answer::Given };
        self.by_officer(actor, key, (&command, seen)).await
    }

    /// What a supplementation asked for came to the desk on paper.
    ///
    /// # Errors
    /// Not this officer's to do, or nothing was asked for.
    pub async fn supplement_came(&self, actor: &Actor, key: CaseKey, seen: i64) -> Result<(), AppError> {
        self.by_officer(actor, key, (&Command::Supplement(None), seen)).await
    }

    async fn by_officer(
        &self,
        actor: &Actor,
        key: CaseKey,
        (command, seen): (&Command, i64),
    ) -> Result<(), AppError> {
        may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        if loaded.row.version != seen {
            return Err(crate::cases::moved());
        }
        let mut moving = Moving::of(self, loaded)?;
        moving.take(command, By::plain(Who::Officer, &actor.name))?;
        moving.drive()?;
        moving.write().await
    }
}

fn being_issued() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "納付の番号を発行しているところです。発行されると、このページから納付できます。",
        "Your numbers for the payment are being issued. As soon as they are there you can pay from this page.",
    )
}

fn paid_perhaps() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "前の納付番号がまだ有効か、納付を確認しているところです。もう一度納付しないでください。",
        "The numbers that you have are still good, or your payment is being confirmed. Please do not pay a second time.",
    )
}

pub(crate) fn may_handle(actor: &Actor) -> Result<(), AppError> {
    if actor.roles.contains(&Role::Registrar) {
        return Ok(());
    }
    Err(AppError::new(
        ErrorKind::NotPermitted,
        "この操作をする権限がありません。",
        "You are not permitted to do this.",
    ))
}
