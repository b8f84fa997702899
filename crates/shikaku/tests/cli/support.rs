//! A place to run the program in: an empty database on either engine, a folder for files, the rules of the project.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use testkit::Scratch;

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&$crate::support::Place::sqlite()) })+
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(&$crate::support::Place::postgres()) })+
        }
    };
}
pub(crate) use on_both_engines;

/// The headings of the nurses' register, in the order of the file.
pub(crate) const NURSES: &str = "登録番号,登録年月日,氏名,フリガナ,旧姓,生年月日,性別,本籍,試験合格年月";

/// Where one test runs its commands.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) rules: PathBuf,
    pub(crate) folder: TempDir,
    /// The server of its own, which may be killed.
    #[cfg(feature = "demo")]
    pub(crate) server: Option<testkit::Cluster>,
    _scratch: Option<Scratch>,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The one JSON document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Ended so, and said this to the person.
    pub(crate) fn expect(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(self.out.contains(words) || self.err.contains(words), "{words:?} is not in {self:?}");
        self
    }
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::with(testkit::fresh_sqlite().unwrap())
    }

    pub(crate) fn postgres() -> Self {
        Self::with(testkit::fresh_postgres().unwrap())
    }

    /// On a server that may be killed: every commit waits for the disk, as in production.
    #[cfg(feature = "demo")]
    pub(crate) fn on_a_server_of_its_own() -> Self {
        let server = testkit::Cluster::start().unwrap();
        let url = server.create_database("shikaku").unwrap();
        Self { server: Some(server), ..Self::of(url, None) }
    }

    fn with(scratch: Scratch) -> Self {
        Self::of(scratch.url().to_owned(), Some(scratch))
    }

    /// With an empty register in it, on the embedded engine: where the engine does not matter.
    pub(crate) fn begun() -> Self {
        let place = Self::sqlite();
        place.init();
        place
    }

    fn of(url: String, scratch: Option<Scratch>) -> Self {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let folder = tempfile::Builder::new().prefix("shikaku-cli-").tempdir().unwrap();
        Self {
            url,
            rules,
            folder,
            #[cfg(feature = "demo")]
            server: None,
            _scratch: scratch,
        }
    }

    pub(crate) fn init(&self) {
        self.run(&["init"]).expect(0, "Verifier key");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the place's folder; gives its path as text.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A command in English (the tests read its words), with nothing of the machine's own settings.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shikaku"));
        command
            .args(args)
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "en_US.UTF-8")
            .env("SHIKAKU_DATABASE", &self.url)
            .env("SHIKAKU_RULES", &self.rules)
            .env("SHIKAKU_LOG_KEY", self.path("log.key"))
            .env("SHIKAKU_CHECK_FOLDER", self.path("check"))
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().unwrap())
    }

    /// Runs with `--json`; it must end with this code and print one document.
    pub(crate) fn json_with(&self, code: i32, args: &[&str]) -> Value {
        let said = self.run(&[args, &["--json"]].concat());
        assert_eq!(said.code, Some(code), "{args:?}: {said:?}");
        said.json()
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        self.json_with(0, args)
    }

    /// Starts it and does not wait.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Imports a nurses' file of these rows, all of which must be sound.
    pub(crate) fn import_nurses(&self, rows: &str) -> Value {
        let file = self.file("nurses.csv", format!("{NURSES}\n{rows}"));
        let report = self.json(&["import", "--qualification", "nurse", &file]);
        assert_eq!(report["rejects"], 0, "{report}");
        report
    }

    /// The ids that a search finds.
    pub(crate) fn find(&self, args: &[&str]) -> Vec<String> {
        let found = self.json(&[&["find"], args].concat());
        found["entries"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The one entry with a number.
    pub(crate) fn by_number(&self, number: &str) -> String {
        let found = self.find(&["--number", number]);
        assert_eq!(found.len(), 1, "{number}: {found:?}");
        found[0].clone()
    }

    pub(crate) fn show(&self, id: &str, more: &[&str]) -> Value {
        self.json(&[&["show", id], more].concat())
    }
}

/// Sends a signal by the shell's own `kill`: the program of that name is not on every machine.
pub(crate) fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

/// The value of an item in a view.
pub(crate) fn item<'v>(view: &'v Value, code: &str) -> Option<&'v str> {
    view["items"].as_array()?.iter().find(|item| item["code"] == code)?["value"].as_str()
}
