//! `shikaku find`.

use app::view::{Found, Search};

use crate::cli::{Common, FindArgs};
use crate::output::{Failure, Outcome, print, print_json, say, table};
use crate::session::{actor, open};

pub(crate) async fn run(common: &Common, args: &FindArgs) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    let search = Search {
        qualification: args.qualification.clone(),
        authority: args.authority.clone(),
        number: args.number.clone().unwrap_or_default(),
        name: args.name.clone().unwrap_or_default(),
        kana: args.kana.clone().unwrap_or_default(),
        born: args.born.as_deref().map(app::parse_date).transpose()?,
        limit: args.limit,
    };
    let found = app.find_entries(&actor(common), &search).await?;
    if common.json {
        print_json(&serde_json::to_value(&found).map_err(Failure::internal)?);
    } else {
        print(&as_table(common, &app, &found));
    }
    Ok(Outcome::Done)
}

fn as_table(common: &Common, app: &app::App, found: &Found) -> String {
    let lang = common.lang();
    let mut text = rows_of(lang, app, found);
    let mut add = |ja: &str, en: &str| {
        text.push('\n');
        text.push_str(&say(lang, ja, en));
    };
    if found.more {
        add("ほかにもあります。条件を加えてください。", "There are more: add a condition.");
    }
    if found.incomplete {
        add(
            "取込み中の登録は、まだ氏名・フリガナ・生年月日で見つからないことがあります。登録番号で探してください。",
            "Entries of a running import may not be found by name, kana or birth date yet: try the number.",
        );
    }
    text
}

fn rows_of(lang: law::Lang, app: &app::App, found: &Found) -> String {
    if found.entries.is_empty() {
        return say(lang, "該当する登録はありません。", "No entry found.");
    }
    let headings = match lang {
        law::Lang::Ja => ["資格", "登録権者", "登録番号", "氏名", "フリガナ", "生年月日", "状態", "ID"],
        law::Lang::En => ["qualification", "authority", "number", "name", "kana", "born", "state", "id"],
    };
    let names = Names { lang, rules: app.rules() };
    let rows: Vec<Vec<String>> = found
        .entries
        .iter()
        .map(|e| {
            vec![
                names.qualification(&e.qualification),
                names.authority(&e.authority),
                e.number.clone(),
                e.name.clone(),
                e.kana.clone(),
                e.born.clone(),
                app::state_words(&e.state).get(lang).to_owned(),
                e.id.clone(),
            ]
        })
        .collect();
    table(&headings, &rows, &[2, 5, 7])
}

/// Names for people; the codes are what `--json` has.
struct Names<'a> {
    lang: law::Lang,
    rules: &'a law::Rules,
}

impl Names<'_> {
    fn qualification(&self, id: &str) -> String {
        let known = self.rules.qualification(id);
        known.map_or(id, |known| self.of(known.name_ja(), known.name_en())).to_owned()
    }

    fn authority(&self, code: &str) -> String {
        let known = self.rules.authority(code);
        known.map_or(code, |known| self.of(&known.name_ja, &known.name_en)).to_owned()
    }

    const fn of<'n>(&self, ja: &'n str, en: &'n str) -> &'n str {
        match self.lang {
            law::Lang::Ja => ja,
            law::Lang::En => en,
        }
    }
}
