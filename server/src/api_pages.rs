//! The description of `/api` for people: made here from the OpenAPI document, without scripts.

use std::{
    fmt::{self, Display, Formatter},
    sync::LazyLock,
};

use axum::response::Html;
use serde_json::Value;

use crate::{
    openapi::DESCRIPTION,
    problem::{CODES, words},
};

/// Every address: what it takes and what it answers.
pub async fn show_description() -> Html<&'static str> {
    static PAGE: LazyLock<String> = LazyLock::new(|| {
        let document = serde_json::to_value(&*DESCRIPTION).unwrap_or_default();
        page("Programs and this server", &description(&document))
    });
    Html(&PAGE)
}

/// Every code of a problem, explained.
pub async fn show_problems() -> Html<&'static str> {
    static PAGE: LazyLock<String> =
        LazyLock::new(|| page("When a request is refused", &problems()));
    Html(&PAGE)
}

fn page(title: &str, body: &str) -> String {
    format!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="theme-color" content="#fbfbf7" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#1b2420" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/pkg/app.css">
<title>{title} · My Data</title>
</head>
<body>
<main id="main" tabindex="-1"><div class="page">
<header class="head"><h1>{title}</h1></header>
{body}
</div></main>
</body>
</html>
"##
    )
}

/// Text as HTML: what stands in the document is inert. What stands between backticks is exact.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut exact = false;
        self.0.chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '`' => {
                exact = !exact;
                f.write_str(if exact {
                    r#"<code class="exact">"#
                } else {
                    "</code>"
                })
            }
            other => write!(f, "{other}"),
        })
    }
}

fn text(value: &Value) -> Text<'_> {
    Text(value.as_str().unwrap_or_default())
}

fn problems() -> String {
    let rows: String = CODES
        .iter()
        .map(|code| {
            let words = words(*code);
            format!(
                r#"<section class="ledger" id="{code}"><header><h2><code class="exact">{code}</code></h2></header>
<div><p><b>{status}</b> {title}</p><p>{remedy}</p></div></section>"#,
                code = code.as_str(),
                status = words.status.as_u16(),
                title = Text(words.title),
                remedy = Text(words.remedy),
            )
        })
        .collect();
    format!(
        r#"<p class="lead">Every refusal is <code class="exact">application/problem+json</code> with one of these codes. Programs
branch on the code, never on the sentences. <a href="/api">All addresses</a></p>{rows}"#
    )
}

fn description(document: &Value) -> String {
    let mut html = format!(
        r#"<p class="lead">{}</p><p>The same for programs: <a href="/api/openapi.json">openapi.json</a>.
<a href="/api/problems">What each code means</a></p>"#,
        text(&document["info"]["description"])
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        html += &format!(
            r#"<section class="ledger"><header><h2>{}</h2><p>{}</p></header><div>"#,
            Text(match tag["name"].as_str() {
                Some("company") => "For companies",
                _ => "For a person’s own programs",
            }),
            text(&tag["description"])
        );
        for (path, method, operation) in operations(document) {
            if operation["tags"][0] == tag["name"] {
                html += &described(path, method, operation);
            }
        }
        html += "</div></section>";
    }
    html += r#"<section class="ledger"><header><h2>Bodies</h2><p>The keys of each body, with their types.</p></header><div>"#;
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        html += &schema_table(name, schema);
    }
    html + "</div></section>"
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            item.as_object()
                .into_iter()
                .flatten()
                .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
}

fn described(path: &str, method: &str, operation: &Value) -> String {
    let mut html = format!(
        r#"<h3><code class="exact">{} {}</code></h3><p>{}</p><p>{}</p>"#,
        method.to_uppercase(),
        Text(path),
        text(&operation["summary"]),
        text(&operation["description"]),
    )
    .replace("<p></p>", "");
    html += r#"<div class="scroll" tabindex="0" role="group" aria-label="What it takes and answers"><table><thead><tr><th scope="col">What</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>"#;
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let what = format!(
            "{} ({})",
            parameter["name"].as_str().unwrap_or_default(),
            parameter["in"].as_str().unwrap_or_default()
        );
        html += &table_row(
            &what,
            &kind(&parameter["schema"]),
            parameter["description"].as_str().unwrap_or_default(),
        );
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        html += &table_row("body", &kind(body), "");
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let schema = response["content"]
            .as_object()
            .and_then(|content| content.values().next())
            .map(|content| kind(&content["schema"]));
        let what = if status == "default" {
            "otherwise".to_owned()
        } else {
            format!("answer {status}")
        };
        html += &table_row(
            &what,
            &schema.unwrap_or_default(),
            response["description"].as_str().unwrap_or_default(),
        );
    }
    html + "</tbody></table></div>"
}

fn schema_table(name: &str, schema: &Value) -> String {
    let mut html = format!(
        r#"<h3 id="{name}"><code class="exact">{name}</code></h3><p>{}</p>"#,
        text(&schema["description"]),
        name = Text(name)
    )
    .replace("<p></p>", "");
    let properties = schema["properties"].as_object();
    let Some(properties) = properties else {
        return html + &format!("<p>{}</p>", kind(schema));
    };
    html += r#"<div class="scroll" tabindex="0" role="group" aria-label="Its keys"><table><thead><tr><th scope="col">Key</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>"#;
    for (key, property) in properties {
        html += &table_row(
            key,
            &kind(property),
            property["description"].as_str().unwrap_or_default(),
        );
    }
    html + "</tbody></table></div>"
}

fn table_row(what: &str, kind: &str, meaning: &str) -> String {
    format!(
        r#"<tr><th scope="row"><code class="exact">{}</code></th><td>{kind}</td><td>{}</td></tr>"#,
        Text(what),
        Text(meaning)
    )
}

/// A type in a few words, with links to the named ones. This is HTML already.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|address| address.rsplit('/').next())
    {
        return format!(
            r##"<a href="#{name}"><code class="exact">{name}</code></a>"##,
            name = Text(name)
        );
    }
    if let Some(choices) = schema["oneOf"]
        .as_array()
        .or(schema["anyOf"].as_array())
        .or(schema["allOf"].as_array())
    {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(words) = schema["enum"].as_array() {
        return words
            .iter()
            .map(|word| format!(r#"<code class="exact">{}</code>"#, text(word)))
            .collect::<Vec<_>>()
            .join(", ");
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    };
    if names.contains(&"array") {
        return format!("list of {}", kind(&schema["items"]));
    }
    if names.is_empty() {
        "any".to_owned()
    } else {
        Text(&names.join(" or ")).to_string()
    }
}
