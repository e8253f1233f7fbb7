//! Accounts with messengers and networks, of which every program writes another property.

use vault::attribute::Attribute;

use super::{
    card::{Found, Taker},
    contact::{skipped, title},
    vcard::Property,
};

/// Messengers and networks that have a property of their own, `X-SKYPE` and the like.
const SERVICES: [&str; 20] = [
    "AIM",
    "FACEBOOK",
    "GADUGADU",
    "GOOGLE-TALK",
    "GROUPWISE",
    "GTALK",
    "ICQ",
    "IMADDRESS",
    "JABBER",
    "MASTODON",
    "MATRIX",
    "MSN",
    "QQ",
    "SIGNAL",
    "SIP",
    "SKYPE",
    "SKYPE-USERNAME",
    "TELEGRAM",
    "TWITTER",
    "YAHOO",
];

/// Takes `X-SKYPE` and the like; `false` for another property.
pub(super) fn service(name: &str, found: Found<'_>, taker: &mut Taker<'_>) -> bool {
    let bare = ["X-MS-", "X-"]
        .iter()
        .find_map(|start| name.strip_prefix(start));
    let Some(service) = bare.filter(|name| SERVICES.contains(name)) else {
        return false;
    };
    let service = service.strip_suffix("-USERNAME").unwrap_or(service);
    account(&shown(service), found.text, None, found, taker);
    true
}

/// `xmpp:ada@example.org`, or a user with the service in a parameter.
pub(super) fn messenger(property: &Property, found: Found<'_>, taker: &mut Taker<'_>) {
    let (scheme, user) = found.text.split_once(':').unwrap_or(("", found.text));
    let service = told(property).map_or_else(|| shown(scheme), str::to_owned);
    account(&service, user, None, found, taker);
}

/// A page with the network and the user in parameters, or the network in its type.
pub(super) fn network(property: &Property, found: Found<'_>, taker: &mut Taker<'_>) {
    let page = found.text.contains("://").then_some(found.text);
    let mut names = ["USERNAME", "X-USER", "X-USERID"].into_iter();
    let user = names.find_map(|name| property.param(name));
    let last = || found.text.trim_end_matches('/').rsplit(['/', ':']).next();
    let user = user.or_else(last).unwrap_or_default();
    match told(property) {
        Some(service) => account(service, user, page, found, taker),
        None => {
            let kind = property
                .types()
                .find(|one| !skipped(one))
                .unwrap_or_default();
            account(&shown(kind), user, page, found.bare(), taker);
        }
    }
}

fn told(property: &Property) -> Option<&str> {
    let names = ["SERVICE-TYPE", "X-SERVICE-TYPE"];
    names.into_iter().find_map(|name| property.param(name))
}

/// A service's name: short ones are letters.
fn shown(service: &str) -> String {
    match service.len() {
        ..=4 => service.to_ascii_uppercase(),
        _ => title(service),
    }
}

fn account(service: &str, user: &str, page: Option<&str>, found: Found<'_>, taker: &mut Taker<'_>) {
    let mut names = [service, found.label].into_iter();
    let service = names.find(|name| !name.is_empty()).unwrap_or(found.name);
    let mut parts = vec![("service", service.to_owned()), ("user", user.to_owned())];
    parts.extend(page.map(|page| ("url", page.to_owned())));
    taker.parts(Attribute::OnlineServices, &parts, found);
}
