//! Which licences can be applied for, who decides, and what each asks of somebody before anything is typed.

use law::{AuthorityKind, Both, Procedure, QualificationOn};
use registry::item::EntryItem;
use registry::requirement::{NumberFact, assess};

use crate::licence_form::ExamAsked;
use crate::view::{AskedView, LawSentence, NeedView, PersonChoice};
use crate::{App, AppError, Application, Applying, ErrorKind};

/// A qualification to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LicenceChoice {
    /// Rule id.
    pub id: String,
    /// What it is called.
    pub name: Both,
    /// How that is read, in hiragana.
    pub reading: String,
    /// Who gives the licence in law.
    pub licenses: Both,
    /// Who keeps the register and decides.
    pub decides: Both,
}

impl LicenceChoice {
    /// Whether it is one that somebody looks for: by its name, as it is written or read, or by who decides.
    #[must_use]
    pub fn answers_to(&self, wanted: &str) -> bool {
        let wanted = folded(wanted);
        let all = [&self.name.ja, &self.reading, &self.name.en, &self.decides.ja, &self.licenses.ja];
        all.into_iter().any(|name| folded(name).contains(&wanted))
    }
}

/// Katakana and hiragana, small and capital letters are one; blanks do not count.
fn folded(text: &str) -> String {
    const STEP: u32 = 'ァ' as u32 - 'ぁ' as u32;
    let hiragana = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - STEP).unwrap_or(c),
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(hiragana).flat_map(char::to_lowercase).collect()
}

/// What a licence asks of somebody.
#[derive(Clone, Debug)]
pub struct LicenceView {
    /// Which.
    pub choice: LicenceChoice,
    /// On what it rests, in Japanese, with its source.
    pub rests_on: Vec<(String, String)>,
    /// The examination, where there is one.
    pub exam: Option<ExamAsked>,
    /// Those who keep a register of it: code and name; one where there is no choice.
    pub authorities: Vec<(String, Both)>,
    /// For whom it is answered: a code of `persons`.
    pub person: String,
    /// Which records may speak for somebody.
    pub persons: Vec<PersonChoice>,
    /// Whether their number was given.
    pub number_given: bool,
    /// What need not be attached any more once it is.
    pub lifted_by_number: Vec<Both>,
    /// What it asks, or why it is not there for them.
    pub asked: Result<AskedView, AppError>,
    /// The papers that it asks of whoever is qualified by graduation in the place of others; empty where nothing turns on that.
    pub of_graduates: Vec<Both>,
    /// The law of the qualification, in sentences.
    pub law: Vec<LawSentence>,
}

impl App {
    /// The licences that can be applied for, in the order of how they are read.
    #[must_use]
    pub fn licence_choices(&self) -> Vec<LicenceChoice> {
        let rules = self.rules().on(self.today());
        let all = self.rules().qualifications().filter_map(|id| rules.qualification(id.as_str()));
        let mut choices: Vec<LicenceChoice> = all.map(|of| choice(&of)).collect();
        choices.sort_by(|a, b| a.reading.cmp(&b.reading));
        choices
    }

    /// What a licence asks of whoever is signed in, if their records are of this kind.
    ///
    /// # Errors
    /// There is no such qualification.
    pub async fn show_licence(
        &self,
        who: &Applying,
        (qualification, person): (&str, &str),
    ) -> Result<LicenceView, AppError> {
        let rules = self.rules().on(self.today());
        let of = rules.qualification(qualification).ok_or_else(no_qualification)?;
        let persons = PersonChoice::all();
        let chosen = persons.iter().find(|choice| choice.code == person).or_else(|| persons.first());
        let person = chosen.map(|choice| choice.code.to_owned()).unwrap_or_default();
        let number = self.own_number(who).await?;
        let keepers = rules.authorities_of(qualification);
        let keeper = keepers.first().map_or("", |keeper| keeper.code.as_str());
        let asked_of = |by_graduation, number| {
            let first = Application { person: person.clone(), by_graduation, ..Application::default() };
            self.asked_of_licence(&of, (keeper, first), number)
        };
        let asked = asked_of(false, number);
        let (given, graduates) = (asked_of(false, NumberFact::Given), asked_of(true, number));
        Ok(LicenceView {
            choice: choice(&of),
            rests_on: of
                .prerequisites()
                .map(|rule| (rule.value().label.clone(), rule.citation().to_owned()))
                .collect(),
            exam: self.exam_asked(&of, keeper),
            authorities: keepers
                .iter()
                .map(|keeper| (keeper.code.clone(), Both::new(&keeper.name_ja, &keeper.name_en)))
                .collect(),
            number_given: number == NumberFact::Given,
            lifted_by_number: lifted(asked.as_ref().ok(), given.as_ref().ok()),
            of_graduates: added(asked.as_ref().ok(), graduates.as_ref().ok()),
            asked,
            law: self.law_of(qualification),
            person,
            persons,
        })
    }

    fn asked_of_licence(
        &self,
        of: &QualificationOn<'_>,
        (authority, mut application): (&str, Application),
        number: NumberFact,
    ) -> Result<AskedView, AppError> {
        self.usual_exam(of, authority).clone_into(&mut application.exam.how);
        let qualification = of.file().id().as_str();
        let situation = application.situation(qualification, Procedure::NewRegistration, (authority, number));
        let asked =
            assess(&self.rules().on(of.day()), &situation).map_err(|unfit| crate::cases::unfit(&unfit))?;
        Ok(AskedView::of(&asked, |code| self.code_words(code)))
    }

    /// The application with which a new licence begins: what is known of the applicant filled in.
    pub(crate) async fn first_application(
        &self,
        who: &Applying,
        (qualification, authority): (&str, &str),
        person: &str,
    ) -> Result<Application, AppError> {
        let mut first = Application { person: person.to_owned(), ..Application::default() };
        let rules = self.rules().on(self.today());
        let Some(of) = rules.qualification(qualification) else { return Ok(first) };
        self.usual_exam(&of, authority).clone_into(&mut first.exam.how);
        let held = of.register().yes().map_or(&[][..], |register| register.value().items.as_slice());
        let Some(present) = self.own_present(who).await? else { return Ok(first) };
        for item in [EntryItem::Name, EntryItem::Born, EntryItem::Sex, EntryItem::Domicile] {
            let known =
                registry::item::get(&present, item).filter(|_| held.iter().any(|code| code == item.code()));
            first.changed.extend(known.map(|value| (item.code().to_owned(), value.to_owned())));
        }
        Ok(first)
    }

    /// What stands in the register of whoever is known already.
    async fn own_present(&self, who: &Applying) -> Result<Option<String>, AppError> {
        let Some(holder) = who.holder else { return Ok(None) };
        let keys: Vec<_> =
            self.links_of(holder).await?.iter().map(|link| (link.register, link.entry)).collect();
        let rows = store::entry::by_ids(&mut self.0.db.reader().await?, &keys).await?;
        Ok(rows.into_iter().next().map(|row| row.present))
    }
}

fn choice(of: &QualificationOn<'_>) -> LicenceChoice {
    let parts = of.authority().yes();
    let named = |codes: &[String]| {
        let all = of.expand(codes);
        match all.as_slice() {
            [] => Both::new("要確認", "to be confirmed"),
            [one] => Both::new(&one.name_ja, &one.name_en),
            all if all.iter().all(|a| matches!(a.kind, AuthorityKind::Prefecture | AuthorityKind::Union)) => {
                Both::new("都道府県（申請先を選びます）", "The prefecture, which you choose")
            }
            all => {
                let join = |name: fn(&law::Authority) -> &str, by| {
                    all.iter().map(|a| name(a)).collect::<Vec<_>>().join(by)
                };
                Both::new(join(|a| &a.name_ja, "・"), join(|a| &a.name_en, ", "))
            }
        }
    };
    LicenceChoice {
        id: of.file().id().as_str().to_owned(),
        name: Both::new(of.file().name_ja(), of.file().name_en()),
        reading: of.file().reading().to_owned(),
        licenses: parts.map_or_else(|| named(&[]), |parts| named(&parts.value().licenses)),
        decides: parts.map_or_else(|| named(&[]), |parts| named(&parts.value().keeps)),
    }
}

/// The papers that are needed now and would not be with the number.
fn lifted(now: Option<&AskedView>, with: Option<&AskedView>) -> Vec<Both> {
    let (Some(now), Some(with)) = (now, with) else { return Vec::new() };
    let omitted: Vec<&str> = with
        .papers
        .iter()
        .filter(|paper| matches!(paper.need, NeedView::Omitted { .. }))
        .map(|paper| paper.code.as_str())
        .collect();
    let needed = now.papers.iter().filter(|paper| !matches!(paper.need, NeedView::Omitted { .. }));
    needed.filter(|paper| omitted.contains(&paper.code.as_str())).map(|paper| paper.name.clone()).collect()
}

/// The papers that are asked in the second case alone.
fn added(first: Option<&AskedView>, second: Option<&AskedView>) -> Vec<Both> {
    let (Some(first), Some(second)) = (first, second) else { return Vec::new() };
    let known = |code: &str| first.papers.iter().any(|paper| paper.code == code);
    second.papers.iter().filter(|paper| !known(&paper.code)).map(|paper| paper.name.clone()).collect()
}

fn no_qualification() -> AppError {
    AppError::new(ErrorKind::NotFound, "この資格はありません。", "There is no such qualification.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualification_is_found_by_how_it_is_written_or_read() {
        let nurse = LicenceChoice {
            id: "nurse".to_owned(),
            name: Both::new("看護師", "Nurse"),
            reading: "かんごし".to_owned(),
            licenses: Both::new("厚生労働大臣", "Minister"),
            decides: Both::new("厚生労働大臣", "Minister"),
        };
        for wanted in ["看護", "かんご", "カンゴシ", " nurSE", "大臣", ""] {
            assert!(nurse.answers_to(wanted), "{wanted}");
        }
        assert!(!nurse.answers_to("薬剤"));
    }
}
