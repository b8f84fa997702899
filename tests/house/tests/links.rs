//! What a document points to inside of the project is there.
#![cfg(test)]

use house::{read, root, tracked};

#[test]
fn no_link_between_documents_is_dead() {
    let (mut dead, mut links) = (Vec::new(), 0);
    for path in tracked().unwrap().into_iter().filter(|path| path.ends_with(".md")) {
        let text = read(&path).unwrap().unwrap();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in targets(&text) {
            links += 1;
            if !root().join(folder).join(target).exists() {
                dead.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(links > 10, "the documents were read");
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

/// The files named by `[words](target#place)`, without addresses of the web and places in the same document.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://") && !target.contains(' '))
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty())
}

#[test]
fn targets_are_files_only() {
    let text = "[a](b.md) [c](https://x/y.md) [d](#here) [e](../f.md#there) `x[1](no file)`";
    assert_eq!(targets(text).collect::<Vec<_>>(), ["b.md", "../f.md"]);
}
