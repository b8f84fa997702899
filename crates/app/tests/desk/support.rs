//! A register on either engine, a file's worth of people in it, and those who look at them.

use std::path::Path;

use app::view::Search;
use app::{Actor, App, Channel, ImportOptions, ImportReport, Reach, Role, Settings, init_register};
use tempfile::TempDir;
use testkit::Scratch;

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Place::new(testkit::fresh_sqlite().unwrap()).await).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Place::new(testkit::fresh_postgres().unwrap()).await).await })+
        }
    };
}
pub(crate) use on_both_engines;

pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    folder: TempDir,
    _scratch: Scratch,
}

impl Place {
    pub(crate) async fn new(scratch: Scratch) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let settings = Settings::new(scratch.url().to_owned(), rules, Some(folder.path().join("log.key")));
        init_register(&settings).await.unwrap();
        Self { app: App::open(&settings).await.unwrap(), settings, folder, _scratch: scratch }
    }

    /// Imports nursery teachers of a prefecture: number, name and birth date of each.
    pub(crate) async fn import(&self, authority: &str, people: &[(&str, &str, &str)]) -> ImportReport {
        let mut text = "登録番号,登録年月日,氏名,生年月日,本籍\n".to_owned();
        for (number, name, born) in people {
            text.push_str(&format!("{number},2010-04-01,{name},{born},東京都\n"));
        }
        let file = self.folder.path().join(format!("{authority}.csv"));
        std::fs::write(&file, text).unwrap();
        let options = ImportOptions {
            qualification: "nursery-teacher".to_owned(),
            authority: Some(authority.to_owned()),
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file,
        };
        let report = self.app.import_register(&everywhere(), &options, &|_| true).await.unwrap();
        assert_eq!(report.rejects, 0);
        report
    }

    /// The latest looks of all, newest first: actor, purpose, door, what was asked, entries.
    pub(crate) async fn looks(&self) -> Vec<store::disclosure::DisclosureRow> {
        let mut reader = self.app.db().reader().await.unwrap();
        store::disclosure::latest(&mut reader, 100).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        let done = self.app.db().transact("test", move |tx| {
            Box::pin(async move { tx.execute(sql, &[]).await.map_err(store::StoreError::from) })
        });
        done.await.unwrap();
    }
}

pub(crate) fn everywhere() -> Actor {
    Actor {
        name: "officer".to_owned(),
        purpose: "inquiry".to_owned(),
        channel: Channel::Desk,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

/// An officer of Tokyo, with every role but for Tokyo alone.
pub(crate) fn of_tokyo() -> Actor {
    Actor { name: "tokyo".to_owned(), reach: Reach::Authorities(vec!["JP-13".to_owned()]), ..everywhere() }
}

pub(crate) fn number(number: &str) -> Search {
    Search { number: number.to_owned(), ..Search::default() }
}

pub(crate) fn name(name: &str) -> Search {
    Search { name: name.to_owned(), ..Search::default() }
}
