//! What can be granted, and how special categories leave.

use serde_json::{Value, json};
use vault::{attribute::Attribute, wire::Code};

use crate::support::{Person, TestApp, get, typed};

#[tokio::test]
async fn special_categories_are_pulled_by_themselves() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let values = [
        (Attribute::Name, "Ada Example"),
        (Attribute::Diet, "No meat"),
        (Attribute::HealthAllergies, "Hazelnuts"),
    ];
    let edits = values.map(|(attribute, text)| owner::Edit::Keep(typed(&app, attribute, text)));
    person.save(&app, &edits).await;
    let (_, both) = person
        .share(&app, &[Attribute::Name, Attribute::Diet], 30)
        .await;
    let (_, special) = person.share(&app, &[Attribute::Diet], 30).await;
    let claims = async |token: &str, query: &str| {
        let answer: Value = app.pull(token, query).await.json();
        answer["claims"].clone()
    };
    assert_eq!(claims(&both, "").await, json!({ "name": "Ada Example" }));
    assert_eq!(
        claims(&both, "?special=true").await,
        json!({ "diet": "No meat" })
    );
    assert_eq!(
        claims(&special, "?special=true").await,
        json!({ "diet": "No meat" })
    );
    app.pull(&special, "")
        .await
        .refused(Code::PurposeNotGranted);
    let asked = app
        .pull(&both, "?special=true&fields=health.allergies")
        .await;
    asked.refused(Code::AttributeNotGranted);
    let asked = app.pull(&both, "?fields=diet").await;
    asked.refused(Code::AttributeNotGranted);
}

#[tokio::test]
async fn the_catalogue_tells_what_can_be_granted() {
    let app = TestApp::claimed().await;
    let catalogue: Value = app.raw(get("/api/v1/attributes")).await.json();
    let named = |name: &str| {
        let mut all = catalogue["attributes"].as_array().unwrap().iter();
        all.find(|attribute| attribute["name"] == name).unwrap()
    };
    assert_eq!(
        catalogue["attributes"].as_array().unwrap().len(),
        Attribute::ALL.len()
    );
    assert_eq!(
        named("email")["claim"],
        json!({ "type": "string", "format": "idn-email" })
    );
    assert_eq!(named("email")["dpv"], "pd:EmailAddress");
    assert_eq!(named("owned_products")["claim"]["type"], "array");
    assert_eq!(named("age_over_18")["derived_from"], "birthdate");
    assert_eq!(named("diet")["special"], true);
}
