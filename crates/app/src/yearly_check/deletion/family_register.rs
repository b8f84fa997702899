//! What the family register says of the end of a life, through the information network: the person's code is got with an acquisition number,
//! then the facts are asked for.

use std::time::Duration;

use gateways::Outcome;
use gateways::juki::{AskId, Asking, Ground, JukiClient, Key, PassedOn};
use gateways::koseki::{self, Ending, Facts, When};
use gateways::network::http::HttpNetwork;
use gateways::network::{
    Acquisition, AcquisitionNumber, DisclosureRecord, Inquiry, InquiryId, Institution, LinkageCode, Network,
    ReplyState, Said, TableCode,
};
use jiff::Timestamp;
use law::CheckAsking;
use registry::check::FamilyRegisterSays;
use registry::hash::{hex, sha256};
use vault::{SealedNumber, Use};

use crate::holders::NUMBER_CASE;
use crate::network_records::Occasion;
use crate::yearly_check::ask::{PURPOSE, asking_of, internal, own, reason};
use crate::yearly_check::{CheckTools, ask};
use crate::{Actor, App, AppError, ErrorKind};

/// How often it is looked whether the code, or the reply, is there.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Looks before it is left for later: a provider answers in seconds or not today.
const LOOKS: u32 = 100;

/// The family register, as the check asks it.
pub(crate) struct FamilyRegister {
    app: App,
    network: HttpNetwork,
    juki: JukiClient,
    asking: CheckAsking,
    /// By what J-LIS is asked to pass a number on.
    basis: String,
    inquirer: Institution,
    provider: Institution,
    codes: [TableCode; 3],
}

/// Somebody who is asked about, by the number that was given, and for what.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    pub(crate) of: Occasion,
    pub(crate) number: [u8; 16],
}

/// An answer, or why there is none now.
type Answer<T> = Result<T, String>;

impl FamilyRegister {
    /// By the rules of the day.
    pub(crate) fn of(app: &App, tools: &CheckTools) -> Result<Self, AppError> {
        let network = tools.network.clone().ok_or_else(|| {
            AppError::new(
                ErrorKind::BadInput,
                "情報提供ネットワークの接続先が設定されていません（--systems）。戸籍を確かめられません。",
                "The information network is not set (--systems): the family register cannot be asked.",
            )
        })?;
        let rules = app.0.rules.on(app.check_day());
        let asking = asking_of(rules, "family-register")?;
        let institution = |text: &str| Institution::parse(text).ok_or_else(|| unusable(text));
        let code = |text: &str| TableCode::parse(text).ok_or_else(|| unusable(text));
        Ok(Self {
            app: app.clone(),
            network,
            juki: tools.juki.clone(),
            basis: ask::basis_of(rules)?,
            inquirer: institution(&asking.inquirer)?,
            provider: institution(&asking.provider)?,
            codes: [code(&asking.affair)?, code(&asking.procedure)?, code(&asking.item)?],
            asking,
        })
    }

    /// What it says of the end of a life. `key`: what the question is about, so that the same question is the same inquiry.
    pub(crate) async fn says(
        &self,
        actor: &Actor,
        person: Person,
        key: String,
    ) -> Result<Answer<FamilyRegisterSays>, AppError> {
        Ok(self
            .facts(actor, person, key)
            .await?
            .map(|facts| facts.map_or(FamilyRegisterSays::NoRecord, says)))
    }

    /// What it knows of a person; `None` of somebody whom it does not know.
    pub(crate) async fn facts(
        &self,
        actor: &Actor,
        person: Person,
        key: String,
    ) -> Result<Answer<Option<Facts>>, AppError> {
        let code = match self.code(actor, person, &key).await? {
            Ok(Some(code)) => code,
            Ok(None) => return Ok(Ok(None)),
            Err(why) => return Ok(Err(why)),
        };
        let [affair, procedure, item] = &self.codes;
        let id = format!("yc-{}", hex(sha256(&[key.as_bytes()]).get(..16).unwrap_or_default()));
        let inquiry = Inquiry {
            id: InquiryId::parse(&id).ok_or_else(|| unusable(&id))?,
            inquirer: self.inquirer.clone(),
            provider: self.provider.clone(),
            affair: affair.clone(),
            procedure: procedure.clone(),
            items: vec![item.clone()],
            basis: self.asking.basis.clone(),
            person: code,
        };
        let acknowledged = match self.network.inquire(&inquiry).await {
            Outcome::Answered(acknowledged) => acknowledged,
            Outcome::Refused { code } => {
                let record = DisclosureRecord::refused(&inquiry, Timestamp::now(), &code);
                self.keep(person, &inquiry, &record).await?;
                return Ok(Err(format!("refused {code}")));
            }
            other => return Ok(Err(reason(&other))),
        };
        let record = DisclosureRecord::asked(&inquiry, &acknowledged);
        self.keep(person, &inquiry, &record).await?;
        for _ in 0..LOOKS {
            match self.network.reply(&inquiry).await {
                Outcome::Answered(ReplyState::Here(reply)) => {
                    self.keep(person, &inquiry, &record.answered(&reply)).await?;
                    return Ok(read(reply.items.first().map(|item| &item.said)));
                }
                Outcome::Answered(ReplyState::Pending) => tokio::time::sleep(LOOK_EVERY).await,
                other => return Ok(Err(reason(&other))),
            }
        }
        Ok(Err("the family register has not answered yet".to_owned()))
    }

    async fn keep(
        &self,
        person: Person,
        inquiry: &Inquiry,
        record: &DisclosureRecord,
    ) -> Result<(), AppError> {
        self.app.keep_inquiry(person.of, (record, &inquiry.basis), Timestamp::now()).await
    }

    /// Who asks: at whose code for a person notices are sent, too.
    pub(crate) const fn inquirer(&self) -> &Institution {
        &self.inquirer
    }

    /// The person's code at our institution; `None` of somebody about whom nothing is passed on.
    pub(crate) async fn code(
        &self,
        actor: &Actor,
        person: Person,
        key: &str,
    ) -> Result<Answer<Option<LinkageCode>>, AppError> {
        if let Some(code) = self.app.kept_code(person.of.holder, &self.inquirer).await? {
            return Ok(Ok(Some(code)));
        }
        let acquiring = AcquisitionNumber::draw().map_err(internal)?;
        let digest = sha256(&[key.as_bytes(), acquiring.expose().as_bytes()]);
        let asking = Asking {
            request: AskId::new(hex(digest.get(..16).unwrap_or_default())).map_err(internal)?,
            ground: Ground {
                basis: self.basis.clone(),
                purpose: PURPOSE.to_owned(),
                operator: actor.name.clone(),
            },
            wanted: gateways::juki::Wanted::default(),
            by: Use::new(PURPOSE, NUMBER_CASE, actor.name.as_str()).map_err(internal)?,
        };
        let key = Key::Number(SealedNumber::from_bytes(person.number));
        match self.juki.pass_on(&key, &self.inquirer, &acquiring, &asking).await.map_err(own)? {
            Outcome::Answered(PassedOn::Done) => {}
            Outcome::Answered(PassedOn::NotFound | PassedOn::Stopped) => return Ok(Ok(None)),
            other => return Ok(Err(reason(&other))),
        }
        for _ in 0..LOOKS {
            match self.network.acquire(&self.inquirer, &acquiring).await {
                Outcome::Answered(Acquisition::Given(code)) => {
                    self.app.keep_code(person.of.holder, &self.inquirer, &code).await?;
                    return Ok(Ok(Some(code)));
                }
                Outcome::Answered(Acquisition::Pending) => tokio::time::sleep(LOOK_EVERY).await,
                other => return Ok(Err(reason(&other))),
            }
        }
        Ok(Err("the network has not given the code yet".to_owned()))
    }
}

fn read(said: Option<&Said>) -> Answer<Option<Facts>> {
    match said {
        Some(Said::Provided(value)) => {
            koseki::wire::facts(value).map(Some).map_err(|_| "facts that cannot be read".to_owned())
        }
        Some(Said::NothingRecorded) => Ok(None),
        Some(Said::Withheld(code)) => Err(format!("withheld: {code}")),
        None => Err("an empty reply".to_owned()),
    }
}

fn says(facts: Facts) -> FamilyRegisterSays {
    match facts.ending() {
        Ending::None => FamilyRegisterSays::NoEnd { as_of: facts.as_of },
        Ending::Died(When::On(day)) => FamilyRegisterSays::Died(Some((day, day))),
        Ending::Died(When::Between(from, to)) => FamilyRegisterSays::Died(Some((from, to))),
        Ending::Died(When::Unknown) => FamilyRegisterSays::Died(None),
        Ending::DeemedDead(_) => FamilyRegisterSays::Disappeared,
        Ending::ElderDeleted(_) => FamilyRegisterSays::ElderDeleted,
    }
}

fn unusable(text: &str) -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        format!("規則にある照会の符号「{text}」を使えません（rules/yearly-check.toml の asking）。"),
        format!("a code of the rules cannot be used: {text} (rules/yearly-check.toml, asking)"),
    )
}
