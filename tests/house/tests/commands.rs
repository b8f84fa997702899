//! `docs/generated/commands.md` is what `shikaku --help` says, of every command.
//!
//! The program is the one that `SHIKAKU_BIN` names, else the one built beside this test. With `UPDATE_GENERATED=1` the
//! page is written anew.
#![cfg(test)]

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use house::{read, root};

const PAGE: &str = "docs/generated/commands.md";
const HEAD: &str = "# The commands\n\n\
    Printed from `shikaku --help`; a test keeps it so. Flags, exit codes and JSON fields are a contract.\n";

#[test]
fn the_commands_page_is_what_help_says() {
    let mut page = HEAD.to_owned();
    describe(&program(), &[], &mut page);
    if env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(root().join("docs/generated")).unwrap();
        fs::write(root().join(PAGE), &page).unwrap();
    }
    let committed = read(PAGE).ok().flatten().unwrap_or_default();
    assert!(
        page == committed,
        "{PAGE} is not what the program says: run this test with UPDATE_GENERATED=1\n\n{page}"
    );
}

/// This test lies in `target/<profile>/deps/`, the program one folder above.
fn program() -> PathBuf {
    if let Some(path) = env::var_os("SHIKAKU_BIN") {
        return path.into();
    }
    let here = env::current_exe().unwrap();
    let program = here.parent().unwrap().parent().unwrap().join("shikaku");
    assert!(program.is_file(), "{} is not built: cargo build --package shikaku", program.display());
    program
}

/// Writes the help of a command, then that of each command below it.
fn describe(program: &PathBuf, words: &[String], page: &mut String) {
    // the environment may change what help says of defaults
    let output = Command::new(program).args(words).arg("--help").env_clear().output().unwrap();
    assert!(output.status.success(), "{words:?} --help: {}", String::from_utf8_lossy(&output.stderr));
    let help = String::from_utf8(output.stdout).unwrap();
    let title = ["shikaku".to_owned()].iter().chain(words).cloned().collect::<Vec<_>>().join(" ");
    let help_lines: Vec<&str> = help.trim().lines().map(str::trim_end).collect();
    page.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", help_lines.join("\n")));
    for below in commands_of(&help_lines) {
        let words: Vec<String> = words.iter().cloned().chain([below]).collect();
        describe(program, &words, page);
    }
}

/// The first words of the lines under "Commands:". (`help` repeats the others.)
fn commands_of(help: &[&str]) -> Vec<String> {
    let section = help.iter().skip_while(|line| **line != "Commands:").skip(1);
    section
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| *word != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn sub_commands_are_found_in_a_help_page() {
    let help = [
        "Usage: x",
        "",
        "Commands:",
        "  rules  read",
        "         more words",
        "  help   this",
        "",
        "Options:",
        "  -h",
    ];
    assert_eq!(commands_of(&help), ["rules"]);
}
