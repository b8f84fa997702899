//! Filling in the form, page by page.

use anyhow::{Context, Result, ensure};

use super::page::{form_with_files, hidden, link, names, picture, values};
use super::phone::Answer;
use super::walk::{PICTURE, Walker, told};

impl Walker<'_> {
    /// Page by page to the summary.
    pub(super) async fn fill(&mut self, what: Answer) -> Result<Answer> {
        let chosen = [("item", "name"), ("person", "japanese-in-japan"), ("do", "next")];
        let asked = self.post(&what, &what.url, &chosen).await?;
        let items = link(&asked.body, "/items").context("no page for the new name")?.to_owned();
        let mut page = self.get(&items).await?;
        let (name, day) = (self.person.name(), self.person.day());
        page = self.post(&page, &page.url, &[("name", &name), ("happened_on", &day), ("do", "next")]).await?;
        if page.url.ends_with("/papers") {
            page = self.send_papers(&page).await?;
        }
        if page.url.ends_with("/declare") {
            page = self.declare(&page).await?;
        }
        ensure!(page.url.ends_with("/check"), "not filled in: {}", told(&page));
        Ok(page)
    }

    /// Each paper as a picture, where that is a way.
    async fn send_papers(&mut self, page: &Answer) -> Result<Answer> {
        let mut pairs = vec![("do", "next")];
        for name in names(&page.body, "way-") {
            let ways = values(&page.body, name);
            let way = ways.iter().find(|way| way.ends_with("image")).or(ways.first()).context("no way")?;
            pairs.push((name, way));
        }
        let picture = picture(PICTURE);
        let files: Vec<_> = names(&page.body, "file-").into_iter().map(|name| (name, &picture[..])).collect();
        let (key, version) = keys(page)?;
        pairs.extend([("form_key", key.as_str()), ("version", version.as_str())]);
        self.posted(&page.url, form_with_files(&pairs, &files)).await
    }

    async fn declare(&mut self, page: &Answer) -> Result<Answer> {
        let mut pairs = vec![("do", "next")];
        for name in names(&page.body, "") {
            match values(&page.body, name).as_slice() {
                ["no", ..] => pairs.push((name, "no")),
                ["yes"] => pairs.push((name, "yes")),
                _ if name.ends_with("-words") => pairs.push((name, "")),
                _ => {}
            }
        }
        self.post(page, &page.url, &pairs).await
    }
}

fn keys(page: &Answer) -> Result<(String, String)> {
    let both = hidden(&page.body, "form_key").zip(hidden(&page.body, "version"));
    both.with_context(|| format!("no form: {}", told(page)))
}
