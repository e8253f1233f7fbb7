//! The values that have several parts: which boxes each has, in the order in which they are shown.

use super::part::{DAYS, Days, FREQUENCIES, Kind, Part, WAYS};

const NAME: Kind = Kind::Line(200);
const CODE: Kind = Kind::Line(100);

/// A field that a person made.
pub(super) static OWN: [Part; 2] = [
    Part::new("label", Kind::Line(60)),
    Part::new("value", Kind::Lines(2_000)),
];

pub(super) static ADDRESS: [Part; 5] = [
    Part::new("street_address", Kind::Lines(300)).filled_by("street-address"),
    Part::new("postal_code", Kind::Line(20))
        .filled_by("postal-code")
        .or_empty(),
    Part::new("locality", Kind::Line(100)).filled_by("address-level2"),
    Part::new("region", Kind::Line(100))
        .filled_by("address-level1")
        .or_empty(),
    Part::new("country", Kind::Country).filled_by("country"),
];

pub(super) static ONLINE_SERVICE: [Part; 3] = [
    Part::new("service", NAME),
    Part::new("user", NAME).filled_by("username"),
    Part::new("url", Kind::Web).or_empty(),
];

pub(super) static PLACE: [Part; 3] = [
    Part::new("locality", NAME),
    Part::new("region", NAME).or_empty(),
    Part::new("country", Kind::Country),
];

pub(super) static DOCUMENT: [Part; 3] = [
    Part::new("number", Kind::Line(60)),
    Part::new("country", Kind::Country),
    Part::new("valid_until", Kind::Day(Days::Any)).or_empty(),
];

pub(super) static CHILD: [Part; 2] = [
    Part::new("given_name", NAME),
    Part::new("birthdate", Kind::Day(Days::Past)).or_empty(),
];

pub(super) static PRODUCT: [Part; 7] = [
    Part::new("brand", CODE),
    Part::new("model", NAME),
    Part::new("serial_number", CODE).or_empty(),
    Part::new("gtin", Kind::Gtin).or_empty(),
    Part::new("owned_from", Kind::Day(Days::Past)).or_empty(),
    Part::new("acquired_from", NAME).or_empty(),
    Part::new("warranty_until", Kind::Day(Days::Any)).or_empty(),
];

pub(super) static VEHICLE: [Part; 5] = [
    Part::new("brand", CODE),
    Part::new("model", NAME),
    Part::new("registration", Kind::Line(20)).or_empty(),
    Part::new("vin", Kind::Vin).or_empty(),
    Part::new("owned_from", Kind::Day(Days::Past)).or_empty(),
];

pub(super) static PURCHASE: [Part; 6] = [
    Part::new("item", Kind::Line(300)),
    Part::new("seller", NAME),
    Part::new("order_date", Kind::Day(Days::Past)),
    Part::new("order_number", CODE).or_empty(),
    Part::new("price", Kind::Amount).or_empty(),
    Part::new("currency", Kind::Currency).or_empty(),
];

pub(super) static SUBSCRIPTION: [Part; 6] = [
    Part::new("provider", NAME),
    Part::new("service", NAME),
    Part::new("contract_number", CODE).or_empty(),
    Part::new("since", Kind::Day(Days::Past)).or_empty(),
    Part::new("until", Kind::Day(Days::Any)).or_empty(),
    Part::new("notice_by", Kind::Day(Days::Any)).or_empty(),
];

pub(super) static MEMBERSHIP: [Part; 5] = [
    Part::new("organization", NAME),
    Part::new("program", NAME).or_empty(),
    Part::new("member_id", CODE),
    Part::new("since", Kind::Day(Days::Past)).or_empty(),
    Part::new("until", Kind::Day(Days::Any)).or_empty(),
];

pub(super) static CONTACT_HOURS: [Part; 5] = [
    Part::new("channel", Kind::Choice(&WAYS)),
    Part::new("days", Kind::Choice(&DAYS)),
    Part::new("from", Kind::Clock).or_empty(),
    Part::new("until", Kind::Clock).or_empty(),
    Part::new("frequency", Kind::Choice(&FREQUENCIES)).or_empty(),
];

pub(super) static SIZES: [Part; 4] = [
    Part::new("top", Kind::Line(40)).or_empty(),
    Part::new("bottom", Kind::Line(40)).or_empty(),
    Part::new("shoes", Kind::Line(40)).or_empty(),
    Part::new("hat", Kind::Line(40)).or_empty(),
];

pub(super) static INTENTION: [Part; 5] = [
    Part::new("what", Kind::Line(300)),
    Part::new("budget", Kind::Amount).or_empty(),
    Part::new("currency", Kind::Currency).or_empty(),
    Part::new("by", Kind::Day(Days::Any)).or_empty(),
    Part::new("details", Kind::Lines(1_000)).or_empty(),
];
