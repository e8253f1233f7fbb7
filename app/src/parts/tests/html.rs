//! A reader of our own renderer's HTML, and what must be true of all of it.

use std::collections::{BTreeMap, BTreeSet};

/// A tag as it stands in the HTML: its name, and its attributes by name.
pub type Tag = (String, BTreeMap<String, String>);

/// Reads our own renderer's HTML and fails where an element is not closed in its order.
fn tags(html: &str) -> Vec<Tag> {
    const VOID: [&str; 6] = ["input", "meta", "link", "br", "hr", "img"];
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->").expect("a comment ends") + 3..];
            continue;
        }
        let end = end_of_tag(rest);
        let (inside, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        // The renderer's mark between two texts.
        if inside.starts_with('!') {
            continue;
        }
        if let Some(closing) = inside.strip_prefix('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(closing),
                "closed in order, before: {after:.60}"
            );
            continue;
        }
        let (name, attributes) = attributes(inside.trim_end_matches('/'));
        if !VOID.contains(&name.as_str()) && !inside.ends_with('/') {
            open.push(name.clone());
        }
        found.push((name, attributes));
    }
    assert!(open.is_empty(), "left open: {open:?}");
    found
}

fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    text.char_indices()
        .find(|&(_, c)| {
            quoted ^= c == '"';
            c == '>' && !quoted
        })
        .map(|(index, _)| index)
        .expect("a tag ends")
}

fn attributes(inside: &str) -> (String, BTreeMap<String, String>) {
    let (name, mut rest) = inside
        .split_once(char::is_whitespace)
        .unwrap_or((inside, ""));
    let mut found = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (name.to_owned(), found);
        }
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"').expect("a value ends");
                rest = after;
                value.to_owned()
            }
            None => String::new(),
        };
        assert!(
            found.insert(key.clone(), value).is_none(),
            "{key} twice in <{inside}>"
        );
    }
}

pub fn check(html: &str) -> Vec<Tag> {
    let tags = tags(html);
    let mut ids = BTreeSet::new();
    for (name, attributes) in &tags {
        if let Some(id) = attributes.get("id") {
            assert!(ids.insert(id.clone()), "the id {id} is there twice");
        }
        assert!(
            !attributes.contains_key("style"),
            "<{name}> is styled in place"
        );
        assert!(
            !attributes.keys().any(|key| key.starts_with("on")),
            "<{name}> has script in place"
        );
    }
    let mut labelled = BTreeSet::new();
    for (name, attributes) in &tags {
        for key in ["aria-labelledby", "aria-describedby", "for"] {
            for id in attributes
                .get(key)
                .into_iter()
                .flat_map(|ids| ids.split_whitespace())
            {
                assert!(
                    ids.contains(id),
                    "<{name}> points with {key} to {id}, which is not there"
                );
                if name == "label" {
                    labelled.insert(id.to_owned());
                }
            }
        }
    }
    for (name, attributes) in &tags {
        let radio = attributes.get("type").is_some_and(|kind| kind == "radio");
        if ["input", "select", "textarea"].contains(&name.as_str()) && !radio {
            let id = attributes.get("id").expect("a control has an id");
            assert!(labelled.contains(id), "{id} has no label");
        }
        if name == "svg" {
            let told =
                attributes.contains_key("aria-hidden") || attributes.contains_key("aria-label");
            assert!(
                told,
                "a drawing is hidden from screen readers or has a name"
            );
        }
    }
    tags
}

pub fn attribute<'a>(tags: &'a [Tag], id: &str, key: &str) -> Option<&'a str> {
    let (_, attributes) = tags
        .iter()
        .find(|(_, attributes)| attributes.get("id").is_some_and(|found| found == id))
        .expect("the id is there");
    attributes.get(key).map(String::as_str)
}

/// What is left for the eye.
pub fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
