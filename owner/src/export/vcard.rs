//! The profile as an address card: vCard 4.0 (RFC 6350, 6474, 6715, 9554), with what a card has properties for.

use vault::attribute::{Attribute, Draft};
use zeroize::Zeroizing;

use crate::{item::Item, vault::Vault};

/// Octets of a line, at most, without its end (RFC 6350 3.2).
const LONGEST_LINE: usize = 75;

/// Labels that are types, and the type.
const TYPES: [(&str, &str); 4] = [
    ("home", "home"),
    ("work", "work"),
    ("mobile", "cell"),
    ("fax", "fax"),
];

impl Vault {
    /// An address card of what address books keep: names, ways to be reached, addresses, birthday, work, languages, interests,
    /// notes.
    pub fn export_card(&self) -> Zeroizing<String> {
        let mut card = Card {
            text: Zeroizing::new(String::new()),
            groups: 0,
        };
        card.line("BEGIN:VCARD");
        card.line("VERSION:4.0");
        card.line("PRODID:-//My Data//My Data//EN");
        self.names(&mut card);
        for item in self.items() {
            card.item(item);
        }
        for attribute in [Attribute::PreferredLanguages, Attribute::Interests] {
            self.listed(attribute, &mut card);
        }
        card.line("END:VCARD");
        card.text
    }

    fn text(&self, attribute: Attribute) -> String {
        let value = self.default_value(attribute);
        value
            .map(|value| Draft::of(value).get("value").to_owned())
            .unwrap_or_default()
    }

    fn names(&self, card: &mut Card) {
        let parts = [
            Attribute::FamilyName,
            Attribute::GivenName,
            Attribute::MiddleName,
            Attribute::Salutation,
        ]
        .map(|attribute| self.text(attribute));
        // A card must say how its person is called.
        let full = [&parts[1], &parts[2], &parts[0]];
        let full: Vec<_> = full
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        let instead = [
            Attribute::Nickname,
            Attribute::Organization,
            Attribute::Email,
        ];
        let shown = [self.text(Attribute::Name), full.join(" ")].into_iter();
        let shown = shown.chain(instead.map(|attribute| self.text(attribute)));
        let shown = shown.into_iter().find(|name| !name.is_empty());
        card.property("FN", "", &escaped(&shown.unwrap_or_else(|| "-".to_owned())));
        if parts.iter().any(|part| !part.is_empty()) {
            let mut value = parts.map(|part| escaped(&part)).join(";");
            value.push(';');
            card.property("N", "", &value);
        }
    }

    fn listed(&self, attribute: Attribute, card: &mut Card) {
        let Some(value) = self.default_value(attribute) else {
            return;
        };
        for (place, one) in value.lines().into_iter().enumerate() {
            if attribute == Attribute::Interests {
                card.property("INTEREST", "", &escaped(&one));
            } else {
                let rank = (place + 1).min(100).to_string();
                card.property("LANG", &[";PREF=", &rank].concat(), &escaped(&one));
            }
        }
    }
}

struct Card {
    text: Zeroizing<String>,
    groups: usize,
}

impl Card {
    fn item(&mut self, item: &Item) {
        let draft = Draft::of(&item.value);
        let text = escaped(draft.get("value"));
        let preferred = if item.default && item.attribute.several() {
            ";PREF=1"
        } else {
            ""
        };
        match item.attribute {
            Attribute::Nickname => self.labelled("NICKNAME", preferred, item, &text),
            Attribute::BirthFamilyName => self.property("X-MAIDENNAME", "", &text),
            Attribute::Pronouns => self.property("PRONOUNS", "", &text),
            Attribute::Gender => self.gender(&text),
            Attribute::Picture => self.property("PHOTO", "", draft.get("value")),
            Attribute::Email => self.labelled("EMAIL", preferred, item, &text),
            Attribute::EmailWork => self.property("EMAIL", ";TYPE=work", &text),
            Attribute::PhoneNumber => {
                let params = [";VALUE=uri", preferred].concat();
                self.labelled("TEL", &params, item, &["tel:", &text].concat());
            }
            Attribute::Website => self.labelled("URL", preferred, item, draft.get("value")),
            Attribute::Profile => self.property("URL", ";TYPE=profile", draft.get("value")),
            Attribute::OnlineServices => self.account(&draft),
            Attribute::Address => self.address("", preferred, item, &draft),
            Attribute::DeliveryAddress => self.address(";TYPE=delivery", "", item, &draft),
            Attribute::BillingAddress => self.address(";TYPE=billing", "", item, &draft),
            Attribute::Birthdate => self.property("BDAY", "", &text.replace('-', "")),
            Attribute::PlaceOfBirth => {
                let parts = ["locality", "region", "country"].map(|part| draft.get(part));
                let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                self.property("BIRTHPLACE", ";VALUE=text", &escaped(&parts.join(", ")));
            }
            Attribute::Children => {
                let name = escaped(draft.get("given_name"));
                self.property("RELATED", ";TYPE=child;VALUE=text", &name);
            }
            Attribute::Organization => self.labelled("ORG", preferred, item, &text),
            Attribute::JobTitle => self.labelled("TITLE", preferred, item, &text),
            Attribute::Zoneinfo => self.property("TZ", "", &text),
            Attribute::Notes => self.labelled("NOTE", preferred, item, &text),
            // Names and lists are written from several items at once; the rest is no matter of address books.
            _ => {}
        }
    }

    fn gender(&mut self, text: &str) {
        let letter = match text {
            "male" => "M",
            "female" => "F",
            "other" => "O",
            _ => "",
        };
        if letter.is_empty() {
            self.property("GENDER", "", &[";", text].concat());
        } else {
            self.property("GENDER", "", letter);
        }
    }

    fn account(&mut self, draft: &Draft) {
        let (user, page) = (draft.get("user"), draft.get("url"));
        let mut params = String::from(";SERVICE-TYPE=");
        params.push_str(&param(draft.get("service")));
        if page.is_empty() {
            params.push_str(";VALUE=text");
            self.property("SOCIALPROFILE", &params, &escaped(user));
        } else {
            params.push_str(";USERNAME=");
            params.push_str(&param(user));
            self.property("SOCIALPROFILE", &params, page);
        }
    }

    fn address(&mut self, kind: &str, preferred: &str, item: &Item, draft: &Draft) {
        let country = draft.get("country");
        let params = [kind, preferred, ";CC=", country].concat();
        let parts = [
            "street_address",
            "locality",
            "region",
            "postal_code",
            "country",
        ];
        let mut value = String::from(";;");
        value.push_str(&parts.map(|part| escaped(draft.get(part))).join(";"));
        self.labelled("ADR", &params, item, &value);
    }

    /// A property with the person's word for it: a type where there is one, else in the way that Apple began.
    fn labelled(&mut self, name: &str, params: &str, item: &Item, value: &str) {
        let known = TYPES.iter().find(|(label, _)| *label == item.label);
        match known {
            _ if item.label.is_empty() => self.property(name, params, value),
            Some((_, kind)) => self.property(name, &[params, ";TYPE=", kind].concat(), value),
            None => {
                self.groups += 1;
                let group = ["item", &self.groups.to_string(), "."].concat();
                self.property(&[&group, name].concat(), params, value);
                self.property(&[&group, "X-ABLabel"].concat(), "", &escaped(&item.label));
            }
        }
    }

    fn property(&mut self, name: &str, params: &str, value: &str) {
        self.line(&[name, params, ":", value].concat());
    }

    /// Writes a line, folded between characters.
    fn line(&mut self, line: &str) {
        let mut room = LONGEST_LINE;
        for sign in line.chars() {
            if sign.len_utf8() > room {
                self.text.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            self.text.push(sign);
            room -= sign.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// A text as a value (RFC 6350 3.4).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' => escaped.push_str("\\n"),
            '\\' | ',' | ';' => {
                escaped.push('\\');
                escaped.push(sign);
            }
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// A text as the value of a parameter, in quotes (RFC 6868).
fn param(text: &str) -> String {
    let mut param = String::from("\"");
    for sign in text.chars() {
        match sign {
            '^' => param.push_str("^^"),
            '"' => param.push_str("^'"),
            '\n' => param.push_str("^n"),
            sign => param.push(sign),
        }
    }
    param.push('"');
    param
}
