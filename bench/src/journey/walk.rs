//! One person's way: from the sign-in by the card over the form, the signature and the payment to the register.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use store::writer::now_micros;

use super::Journey;
use super::page::{between, form, form_with_files, hidden, link, picture, stage, values};
use super::people::{Kind, Traveller};
use super::phone::{Answer, Phone, Posted, absolute};

/// Whoever waits for something looks again after so long, where the page does not do it by itself.
const LOOK: Duration = Duration::from_secs(2);
/// After so long nobody waits any more.
const PATIENCE: Duration = Duration::from_secs(120);
/// Bytes of a picture of a page.
pub(super) const PICTURE: usize = 300_000;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// The page of the case says that it was granted.
    Granted,
    /// Paid, and an officer examines it.
    AtDesk,
    /// The register did not take the signature.
    NotSigned,
    /// The page of the case says that it was refused.
    Refused,
    /// Nobody waits any longer.
    Stuck,
    /// Something went wrong on the way.
    Broken,
}

/// How it went.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) at: usize,
    pub(super) end: End,
    /// When it was paid, Unix microseconds.
    pub(super) paid_at: Option<i64>,
    pub(super) whole: Duration,
    /// Of it, waiting with the page in the hand.
    pub(super) waited: Duration,
}

/// Somebody with a phone.
pub(super) struct Walker<'j> {
    phone: Phone,
    pub(super) person: &'j Traveller,
    /// Whose card signs.
    signer: &'j Traveller,
    paid_at: Option<i64>,
    waited: Duration,
}

pub(super) async fn walk(journey: &Journey, at: usize) -> Result<Walked> {
    let person = journey.people.get(at).context("nobody")?;
    let other = journey.people.get((at + 1) % journey.people.len()).context("nobody")?;
    let signer = if person.kind == Kind::AnothersCard { other } else { person };
    let phone = Phone::new(&journey.host, at);
    let mut walker = Walker { phone, person, signer, paid_at: None, waited: Duration::ZERO };
    let started = Instant::now();
    let end = walker.go().await.with_context(|| format!("number {at}, {:?}", person.kind));
    journey.spans.keep(std::mem::take(&mut walker.phone.spans));
    let Walker { paid_at, waited, .. } = walker;
    Ok(Walked { at, end: end?, paid_at, whole: started.elapsed(), waited })
}

impl End {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::AtDesk => "at_desk",
            Self::NotSigned => "not_signed",
            Self::Refused => "refused",
            Self::Stuck => "stuck",
            Self::Broken => "broken",
        }
    }
}

impl Walker<'_> {
    async fn go(&mut self) -> Result<End> {
        let home = self.sign_in().await?;
        let what = self.begin(&home).await?;
        let check = self.fill(what).await?;
        let case = self.sign(&check).await?;
        if !case.url.contains("/portal/cases/") {
            return Ok(End::NotSigned);
        }
        self.phone.hang_up();
        self.see_through(case).await
    }

    async fn sign_in(&mut self) -> Result<Answer> {
        let page = self.get("/portal/sign-in").await?;
        let start = link(&page.body, "/portal/sign-in/start").context("no way to sign in")?.to_owned();
        let away = self.get(&start).await?;
        let app = self.app(&away).await?;
        let back = self.present(&app, self.person.id.0).await?;
        let home = self.phone.follow(back).await?;
        ensure!(home.status == 200 && home.url.ends_with("/portal"), "not signed in: {}", told(&home));
        Ok(home)
    }

    /// The page of the sign-in to which a browser was sent.
    async fn app(&mut self, away: &Answer) -> Result<String> {
        let to = away.location.as_ref().filter(|to| !self.phone.is_ours(to));
        let to = to.with_context(|| format!("not sent to the sign-in: {}", told(away)))?.clone();
        self.phone.get(&to).await?.location.context("the sign-in did not take the request")
    }

    /// The card is held to the phone, and its PIN typed.
    async fn present(&mut self, app: &str, card: u64) -> Result<Answer> {
        let page = self.phone.get(&format!("{app}/card/{card}")).await?;
        self.type_pin(&page).await
    }

    async fn type_pin(&mut self, page: &Answer) -> Result<Answer> {
        let hint = between(&page.body, "<p class=\"hint\">", "</p>");
        let pin = hint.and_then(|hint| between(hint, "class=\"mono\">", "<"));
        let pin = pin.with_context(|| format!("no PIN is asked: {}", told(page)))?;
        self.phone.post(&page.url, form(&[("pin", pin)])).await
    }

    async fn begin(&mut self, home: &Answer) -> Result<Answer> {
        let procedures = link(&home.body, "/procedures").context("no entry of one's own")?.to_owned();
        let page = self.get(&procedures).await?;
        let begun = self.post(&page, &procedures, &[("procedure", "change")]).await?;
        ensure!(begun.url.ends_with("/what"), "not begun: {}", told(&begun));
        Ok(begun)
    }

    /// To the card and back: the page of the case, or the one that says why there is none.
    async fn sign(&mut self, check: &Answer) -> Result<Answer> {
        let sign =
            link(&check.body, "/sign").with_context(|| format!("cannot be signed: {}", told(check)))?;
        let away = self.get(sign).await?;
        let app = self.app(&away).await?;
        let second = self.present(&app, self.signer.id.0).await?;
        let second = second.location.context("the card did not open")?;
        let page = self.phone.get(&second).await?;
        let back = self.type_pin(&page).await?;
        self.phone.follow(back).await
    }

    /// The page of the case, again and again, and what it asks for.
    async fn see_through(&mut self, mut case: Answer) -> Result<End> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let pay = link(&case.body, "/pay").filter(|_| self.paid_at.is_none()).map(str::to_owned);
            if let Some(pay) = pay {
                self.pay(&pay).await?;
            } else if case.body.contains("id=\"now-means\"") {
                case = self.give_means(&case).await?;
                continue;
            } else {
                match stage(&case.body) {
                    "granted" => return self.see_confirmation(&case).await.map(|()| End::Granted),
                    "refused" => return Ok(End::Refused),
                    "examination" if !self.person.allowed => return Ok(End::AtDesk),
                    _ => self.wait(case.refresh).await,
                }
            }
            case = self.get(&case.url).await?;
        }
        Ok(if stage(&case.body) == "examination" { End::AtDesk } else { End::Stuck })
    }

    async fn wait(&mut self, refresh: Option<u64>) {
        let pause = refresh.map_or(LOOK, Duration::from_secs);
        self.waited += pause;
        tokio::time::sleep(pause).await;
    }

    /// At the bank.
    async fn pay(&mut self, pay: &str) -> Result<()> {
        let bank = self.get(pay).await?.location.context("no bank")?;
        let page = self.phone.get(&bank).await?;
        ensure!(page.status == 200, "the bank does not take it: {}", told(&page));
        self.paid_at = Some(now_micros());
        let paid = self.phone.post(&bank, form(&[("action", "pay")])).await?;
        ensure!(paid.status == 200, "not paid: {}", told(&paid));
        Ok(())
    }

    /// What the inquiry could not tell is shown by a picture.
    async fn give_means(&mut self, case: &Answer) -> Result<Answer> {
        let ways = values(&case.body, "way");
        let way = ways.iter().find(|way| way.ends_with("image")).or(ways.last()).context("no means")?;
        let key = hidden(&case.body, "form_key").context("no key of the form")?;
        let picture = picture(PICTURE);
        let sent = form_with_files(&[("form_key", &key), ("way", way)], &[("file", &picture)]);
        self.posted(&format!("{}/means", case.url), sent).await
    }

    async fn see_confirmation(&mut self, case: &Answer) -> Result<()> {
        let Some(at) = link(&case.body, "/confirmation").map(str::to_owned) else { return Ok(()) };
        let page = self.get(&at).await?;
        ensure!(page.status == 200 && page.body.contains(&self.person.now), "another name is confirmed");
        Ok(())
    }

    pub(super) async fn get(&mut self, link: &str) -> Result<Answer> {
        let url = if link.starts_with('/') { self.phone.ours(link) } else { link.to_owned() };
        self.phone.get(&url).await
    }

    /// Posts a form of a page with its keys, and follows.
    pub(super) async fn post(&mut self, page: &Answer, to: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
        let key = hidden(&page.body, "form_key").with_context(|| format!("no form: {}", told(page)))?;
        let version = hidden(&page.body, "version").unwrap_or_default();
        let keys = [("form_key", key.as_str()), ("version", version.as_str())];
        self.posted(&absolute(&page.url, to), form(&[&keys, pairs].concat())).await
    }

    pub(super) async fn posted(&mut self, url: &str, body: Posted) -> Result<Answer> {
        let answer = self.phone.post(url, body).await?;
        if answer.status >= 400 {
            bail!("{url}: {}", told(&answer));
        }
        self.phone.follow(answer).await
    }
}

/// What a page says, for whoever looks for what is wrong.
pub(super) fn told(answer: &Answer) -> String {
    let main = between(&answer.body, "<main", "</main>").unwrap_or(&answer.body);
    let mut words = String::new();
    let mut inside = false;
    for c in main.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            c if c.is_whitespace() && words.ends_with(char::is_whitespace) => {}
            c => words.push(c),
        }
    }
    format!("{} {}: {}", answer.status, answer.url, words.chars().take(400).collect::<String>())
}
