//! A simulator in a process of its own: killed (SIGKILL) in the middle of its work, and started again from what it kept.
//!
//! A test binary that uses it has a test `simulator_that_dies`, ignored as the child of a crash test, that calls [`serve`].

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::nation_in;

const HOME: &str = "SHIKAKU_TEST_SIMULATOR_HOME";

/// The child: serves one system from a home until it is killed.
pub(crate) async fn serve(system: &str) {
    let home = std::env::var_os(HOME).map(PathBuf::from).expect("started by a crash test");
    let simulator = country::systems::serve_one(&nation_in(&home), system).await.unwrap().unwrap();
    println!("\nat {}", simulator.url);
    std::future::pending::<()>().await;
}

/// The process, and where it listens.
pub(crate) struct Dying {
    child: Child,
    pub(crate) url: String,
}

impl Dying {
    /// Starts it, by the whole name of the test that calls [`serve`].
    pub(crate) fn start(home: &Path, child: &str) -> Dying {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([child, "--exact", "--ignored", "--nocapture", "--test-threads=1"])
            .env(HOME, home)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.find_map(|line| line.unwrap().strip_prefix("at ").map(str::to_owned)).unwrap();
        // Drained, so that the child never waits for its reader.
        std::thread::spawn(move || lines.for_each(drop));
        Dying { child, url }
    }

    /// kill -9.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
