//! Makes a data folder with one person's vault of a size, for measurements in the browser:
//! `cargo run --package end2end --example seed -- FOLDER ITEMS GRANTS`. Prints the Recovery code.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement stops where something is wrong"
)]
#![expect(clippy::print_stdout, reason = "the caller reads the code")]

#[path = "../http/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;

use owner::Edit;
use support::{Person, TestApp, typed};
use vault::attribute::Attribute;

/// How many edits go into one save.
const AT_ONCE: usize = 200;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().unwrap();
    let number = |place: usize| -> usize { arguments.get(place).unwrap().parse().unwrap() };
    let (items, grants) = (number(1), number(2));
    let mut app = TestApp::new().await;
    let mut person = Person::operator(&app).await;
    let kinds = [
        Attribute::Email,
        Attribute::PhoneNumber,
        Attribute::Notes,
        Attribute::Name,
    ];
    let edit = |number: usize| {
        let attribute = kinds[if number < kinds.len() {
            number
        } else {
            number % 3
        }];
        let text = match attribute {
            Attribute::Email => format!("ada{number}@home.example"),
            Attribute::PhoneNumber => format!("+4922810{number:05}"),
            _ => format!("Ada Example, number {number}"),
        };
        let mut item = typed(&app, attribute, &text);
        item.default = number < kinds.len();
        Edit::Keep(item)
    };
    let edits: Vec<Edit> = (0..items).map(edit).collect();
    for some in edits.chunks(AT_ONCE) {
        person.save(&app, some).await;
    }
    let share = |_| Edit::Share(person.new_grant(&app, &[Attribute::Email, Attribute::Notes], 300));
    let shares: Vec<Edit> = (0..grants).map(share).collect();
    person.save(&app, &shares).await;
    app.close().await;
    std::fs::create_dir_all(folder).unwrap();
    for file in std::fs::read_dir(app.data()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(
            file.path(),
            std::path::Path::new(folder).join(file.file_name()),
        )
        .unwrap();
    }
    println!("{}", *person.kit.expose_text());
}
