//! The crates of the workspace and what they depend on.

use std::process::Command;

use serde_json::Value;

use crate::{Failure, root};

/// A crate of ours.
#[derive(Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its direct dependencies, ours and others'.
    pub edges: Vec<Edge>,
}

/// A direct dependency.
#[derive(Debug)]
pub struct Edge {
    /// Its name.
    pub to: String,
    /// What for.
    pub kind: Kind,
    /// Whether it is a crate of this workspace.
    pub ours: bool,
    /// Whether a feature must ask for it.
    pub optional: bool,
}

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The program, and its build script.
    Normal,
    /// Tests, examples and benches only.
    Dev,
}

/// All crates of the workspace, as cargo sees them.
///
/// # Errors
/// When cargo cannot read the manifests.
pub fn packages() -> Result<Vec<Package>, Failure> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    Ok(list(&metadata, "packages")
        .map(|package| Package {
            name: text(package, "name"),
            edges: list(package, "dependencies").map(edge).collect(),
        })
        .collect())
}

fn edge(dependency: &Value) -> Edge {
    Edge {
        to: text(dependency, "name"),
        kind: if text(dependency, "kind") == "dev" { Kind::Dev } else { Kind::Normal },
        ours: dependency.get("path").is_some(),
        optional: dependency.get("optional").and_then(Value::as_bool) == Some(true),
    }
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
