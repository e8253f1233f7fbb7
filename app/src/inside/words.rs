//! What the screens call things: attributes, values, faults, troubles, times.

use owner::Alarm;
use vault::{
    attribute::{
        Attribute, COUNTRIES, Codes, Draft, Fault, Kind, LANGUAGES, Shape, Value, phone,
        two_letters,
    },
    wire::Code,
};

use crate::{
    attribute_words,
    browser::{
        api::ApiError,
        names::Names,
        passkey::PasskeyError,
        place::{now, offset},
    },
    day::{self, Day},
    letters::small,
    session::Trouble,
    t,
};

/// The label of an attribute; of a person's own field the label that they gave it.
pub(super) fn attribute_of(attribute: &Attribute, value: Option<&Value>) -> String {
    let own = value.and_then(Value::label);
    own.unwrap_or(attribute_words::label(attribute)).to_owned()
}

/// The attribute inside a sentence, after "your": "e-mail address", "field “Shoe size”".
pub(super) fn attribute_within(attribute: &Attribute, value: Option<&Value>) -> String {
    match value.and_then(Value::label) {
        Some(label) => t!(within.labelled, label = label),
        None => attribute_words::within(attribute).to_owned(),
    }
}

/// A value as lines to show: dates, languages, countries and answers in words. Of a value with several parts the first line has
/// those that it always has, and each other part a line of its own.
pub(super) fn value_lines(attribute: &Attribute, value: &Value) -> Vec<String> {
    let mut lines = value.lines();
    match (attribute.shape(), attribute.parts()) {
        (Shape::Value | Shape::List, [part]) => {
            lines
                .iter_mut()
                .for_each(|line| *line = in_words(part.kind, line));
        }
        (Shape::Address, _) => {
            if let Some(code) = lines.last_mut() {
                *code = in_words(Kind::Country, code);
            }
        }
        (Shape::Record, parts) => {
            let draft = Draft::of(value);
            let mut first = Vec::new();
            lines.clear();
            for part in parts {
                let text = draft.get(part.name);
                if text.is_empty() {
                    continue;
                }
                let words = in_words(part.kind, text);
                if part.required {
                    first.push(words);
                } else {
                    let part = attribute_words::part(attribute, part);
                    lines.push(t!(profile.line, part = part, value = words));
                }
            }
            if !first.is_empty() {
                lines.insert(0, first.join(t!(list.comma)));
            }
        }
        _ => {}
    }
    lines
}

/// What a box holds, in words.
fn in_words(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Day(_) => date(text),
        Kind::Language => Names::languages().get(text),
        Kind::Country => country(text),
        Kind::CountryAlpha3 => country(two_letters(text).unwrap_or(text)),
        Kind::Choice(choices) => {
            let choice = choices.iter().find(|choice| **choice == text);
            choice.map_or_else(
                || text.to_owned(),
                |choice| attribute_words::choice(choice).to_owned(),
            )
        }
        Kind::Phone => phone::grouped(text),
        Kind::Switch => yes_or_no(text == "yes").to_owned(),
        Kind::Zone => text.replace('_', " "),
        _ => text.to_owned(),
    }
}

pub(super) fn yes_or_no(yes: bool) -> &'static str {
    if yes { t!(choice.yes) } else { t!(choice.no) }
}

/// [`value_lines`] in one line.
pub(super) fn value_line(attribute: &Attribute, value: &Value) -> String {
    value_lines(attribute, value).join(t!(list.comma))
}

/// "2 May 1990", of a day in the form of a claim.
pub(super) fn date(iso: &str) -> String {
    Day::parse(iso).map_or_else(|| iso.to_owned(), Day::long)
}

/// The name of a country by its code.
pub(super) fn country(code: &str) -> String {
    Names::countries().get(code)
}

/// Codes divided by commas, as they are typed: languages and countries by name where they have a plain one.
pub(super) fn typed_names(kind: Kind, codes: &str) -> String {
    let names = Coded::of(kind);
    let typed: Vec<_> = codes
        .split(',')
        .map(|code| names.name(code.trim()))
        .collect();
    typed.join(t!(list.comma))
}

/// The codes of languages and countries that were typed by name; other text stays as it is.
pub(super) fn typed_codes(kind: Kind, typed: &str) -> String {
    let names = Coded::of(kind);
    let code = |word: &str| {
        let wanted = small(word.trim());
        let mut codes = names.codes.iter();
        codes.find(|code| small(&names.names.get(code)) == wanted)
    };
    let mut codes = Vec::new();
    for piece in typed.split([',', ';', '\n']) {
        // Some countries have an "and" in their name.
        if let Some(code) = code(piece) {
            codes.push(code.to_owned());
            continue;
        }
        let piece = piece.replace(t!(list.and), "&");
        let known = |word: &str| code(word).map_or_else(|| word.trim().to_owned(), str::to_owned);
        codes.extend(piece.split('&').map(known));
    }
    codes.join(", ")
}

/// Codes with names.
struct Coded {
    names: Names,
    codes: &'static Codes,
}

impl Coded {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Language => Self {
                names: Names::languages(),
                codes: &LANGUAGES,
            },
            _ => Self {
                names: Names::countries(),
                codes: &COUNTRIES,
            },
        }
    }

    fn name(&self, code: &str) -> String {
        let code = two_letters(code).unwrap_or(code);
        if self.codes.contains(code) {
            self.names.get(code)
        } else {
            code.to_owned()
        }
    }
}

/// "a, b and c".
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => {
            let mut text = first.join(t!(list.comma));
            text.push_str(t!(list.and));
            text.push_str(last);
            text
        }
    }
}

/// "30 Nov 2026", where the person is.
pub(super) fn day(at: i64) -> String {
    Day::at(at, offset(at)).short()
}

/// "2 March", with the year only where it is another one.
pub(super) fn short_day(at: i64) -> String {
    let day = Day::at(at, offset(at));
    let today = Day::at(now(), offset(now()));
    if day.year() == today.year() {
        day.long_without_year()
    } else {
        day.long()
    }
}

/// "17:46".
pub(super) fn clock(at: i64) -> String {
    day::clock(at, offset(at))
}

/// "Today, 17:46", "Yesterday, 09:12", "19 Nov, 11:02", "19 Nov 2025, 11:02".
pub(super) fn moment(at: i64) -> String {
    let day = Day::at(at, offset(at));
    let today = Day::at(now(), offset(now()));
    let clock = clock(at);
    match day.days_to(today) {
        0 => t!(time.today, clock = clock),
        1 => t!(time.yesterday, clock = clock),
        _ if day.year() == today.year() => {
            t!(
                time.day_clock,
                day = day.short_without_year(),
                clock = clock
            )
        }
        _ => t!(time.day_clock, day = day.short(), clock = clock),
    }
}

/// What is wrong with what was typed, and how to mend it.
pub(super) fn fault(fault: &Fault) -> String {
    let words = match fault {
        Fault::Empty => t!(fault.empty),
        Fault::TooLong { most } => return t!(fault.too_long, most = most),
        Fault::TooMany { most } => return t!(fault.too_many, most = most),
        Fault::HiddenCharacter => t!(fault.hidden_character),
        Fault::BadCharacter(typed) => return t!(fault.bad_character, typed = typed.as_str()),
        Fault::NoAtSign => t!(fault.no_at_sign),
        Fault::SeveralAtSigns => t!(fault.several_at_signs),
        Fault::NothingBeforeAtSign => t!(fault.nothing_before_at),
        Fault::NoDomain => t!(fault.no_domain),
        Fault::NoDotInDomain => t!(fault.no_dot),
        Fault::DotOutOfPlace => t!(fault.dot_out_of_place),
        Fault::BadDomain => t!(fault.bad_domain),
        Fault::Spaces => t!(fault.spaces),
        Fault::NoCountryCode => t!(fault.no_country_code),
        Fault::TooFewDigits { have, least } => {
            return t!(fault.too_few_digits, have = have, least = least);
        }
        Fault::TooManyDigits { have, most } => {
            return t!(fault.too_many_digits, have = have, most = most);
        }
        Fault::NotADate => t!(fault.not_a_date),
        Fault::YearNotFull => t!(fault.year_not_full),
        Fault::NoSuchMonth { month } => return t!(fault.no_such_month, month = month),
        Fault::NoSuchDay { day, most } => return t!(fault.no_such_day, day = day, most = most),
        Fault::InTheFuture => t!(fault.in_the_future),
        Fault::TooLongAgo => t!(fault.too_long_ago),
        Fault::UnknownLanguage(typed) => return t!(fault.unknown_language, typed = typed.as_str()),
        Fault::UnknownCountry => t!(fault.unknown_country),
        Fault::UnknownCurrency => t!(fault.unknown_currency),
        Fault::UnknownChoice => t!(fault.unknown_choice),
        Fault::NotAZone => t!(fault.not_a_zone),
        Fault::NotACount { least, most } => {
            return t!(fault.not_a_count, least = least, most = most);
        }
        Fault::NotAnAmount => t!(fault.not_an_amount),
        Fault::NotAClock => t!(fault.not_a_clock),
        Fault::NotAPage => t!(fault.not_a_page),
        Fault::NotAnIban => t!(fault.not_an_iban),
        Fault::WrongLength { have } => return t!(fault.wrong_length, have = have),
        Fault::CheckDigits => t!(fault.check_digits),
        Fault::WrongShape | Fault::NotCanonical => t!(fault.wrong_shape),
    };
    words.to_owned()
}

/// What went wrong, and what to do about it.
pub(super) fn trouble(trouble: &Trouble) -> (String, String) {
    let (title, what_to_do) = match trouble {
        Trouble::Api(ApiError::Offline) => (t!(trouble.offline), t!(trouble.offline_do)),
        Trouble::Api(ApiError::Unreadable) => (t!(trouble.unreadable), t!(trouble.unreadable_do)),
        Trouble::Api(ApiError::Problem(problem)) => refusal(problem.code),
        Trouble::Passkey(PasskeyError::Cancelled) => (
            t!(trouble.passkey_cancelled),
            t!(trouble.passkey_cancelled_do),
        ),
        Trouble::Passkey(PasskeyError::NoPrf) => {
            (t!(trouble.passkey_no_prf), t!(trouble.passkey_no_prf_do))
        }
        Trouble::Passkey(PasskeyError::AlreadyHere) => {
            (t!(trouble.passkey_here), t!(trouble.passkey_here_do))
        }
        Trouble::Passkey(PasskeyError::Failed) => {
            (t!(trouble.passkey_failed), t!(trouble.passkey_failed_do))
        }
        Trouble::Alarm(alarm) => return self::alarm(alarm),
        Trouble::NotAMethod => (t!(trouble.not_a_method), t!(trouble.not_a_method_do)),
        Trouble::Locked => (t!(trouble.locked), t!(trouble.locked_do)),
        Trouble::NewKeys => (t!(trouble.new_keys), t!(trouble.new_keys_do)),
        Trouble::Restless => (t!(trouble.restless), t!(trouble.restless_do)),
        Trouble::Device => (t!(trouble.device), t!(trouble.device_do)),
    };
    (title.to_owned(), what_to_do.to_owned())
}

/// What to quote when asking the server's host for help.
pub(super) fn reference(trouble: &Trouble) -> Option<String> {
    match trouble {
        Trouble::Api(ApiError::Problem(problem)) => {
            let id = problem.request_id.as_ref()?;
            Some(t!(trouble.reference, id = id))
        }
        _ => None,
    }
}

fn refusal(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::SignInNeeded => (t!(trouble.sign_in_needed), t!(trouble.sign_in_needed_do)),
        Code::TouchNeeded => (t!(trouble.touch_needed), t!(trouble.touch_needed_do)),
        Code::SignInRefused => (t!(trouble.sign_in_refused), t!(trouble.sign_in_refused_do)),
        Code::SetupCodeRefused => (
            t!(trouble.setup_code_refused),
            t!(trouble.setup_code_refused_do),
        ),
        Code::SignUpClosed => (t!(trouble.sign_up_closed), t!(trouble.sign_up_closed_do)),
        Code::SavedElsewhere => (t!(trouble.saved_elsewhere), t!(trouble.saved_elsewhere_do)),
        Code::InvalidRequest | Code::SaveRefused | Code::MethodNotAllowed => {
            (t!(trouble.save_refused), t!(trouble.save_refused_do))
        }
        Code::GrantEnded | Code::Expired | Code::Stopped => {
            (t!(trouble.grant_ended), t!(trouble.grant_ended_do))
        }
        Code::KitNotConfirmed => (
            t!(trouble.kit_not_confirmed),
            t!(trouble.kit_not_confirmed_do),
        ),
        Code::GrantState
        | Code::Paused
        | Code::PurposeNotGranted
        | Code::AttributeNotGranted
        | Code::KeyExposed
        | Code::TokenRefused
        | Code::TokenIncomplete => (t!(trouble.grant_state), t!(trouble.grant_state_do)),
        Code::NotFound => (t!(trouble.not_found), t!(trouble.not_found_do)),
        Code::TooLarge => (t!(trouble.too_large), t!(trouble.too_large_do)),
        Code::TooManyRequests => (t!(trouble.too_many), t!(trouble.too_many_do)),
        Code::Busy => (t!(trouble.busy), t!(trouble.busy_do)),
        Code::ErasurePending => (t!(trouble.erasing), t!(trouble.erasing_do)),
        Code::ForeignOrigin => (t!(trouble.foreign), t!(trouble.foreign_do)),
        Code::LogUnavailable | Code::Internal => (t!(trouble.internal), t!(trouble.internal_do)),
    }
}

/// What a device found wrong with what the server says, and what to do about it.
pub(super) fn alarm(alarm: &Alarm) -> (String, String) {
    let title = match alarm {
        Alarm::KeyringUnreadable => t!(trouble.alarm_keyring_unreadable),
        Alarm::KeyringSwapped => t!(trouble.alarm_keyring_swapped),
        Alarm::TagMissing => t!(trouble.alarm_tag_missing),
        Alarm::EpochForged => t!(trouble.alarm_epoch_forged),
        Alarm::EpochDenied => t!(trouble.alarm_epoch_denied),
        Alarm::OtherPerson => t!(trouble.alarm_other_person),
        Alarm::ManifestForged => t!(trouble.alarm_manifest_forged),
        Alarm::ManifestOlder { seen, shown } => {
            let title = t!(trouble.alarm_manifest_older, seen = seen, shown = shown);
            return (title, t!(trouble.alarm_do).to_owned());
        }
        Alarm::ManifestForked => t!(trouble.alarm_manifest_forked),
        Alarm::KeyringReplaced => t!(trouble.alarm_keyring_replaced),
        Alarm::MethodAdded => t!(trouble.alarm_method_added),
        Alarm::MethodMissing => t!(trouble.alarm_method_missing),
        Alarm::ItemMissing => t!(trouble.alarm_item_missing),
        Alarm::ItemsUnsigned => t!(trouble.alarm_items_unsigned),
        Alarm::ItemSwapped(_) => t!(trouble.alarm_item_swapped),
        Alarm::ItemForged(_) => t!(trouble.alarm_item_forged),
        Alarm::ItemDamaged(_) => t!(trouble.alarm_item_damaged),
        Alarm::GrantMissing => t!(trouble.alarm_grant_missing),
        Alarm::GrantsUnsigned => t!(trouble.alarm_grants_unsigned),
        Alarm::GrantAdded(_) => t!(trouble.alarm_grant_added),
        Alarm::GrantChanged(_) => t!(trouble.alarm_grant_changed),
        Alarm::EndUnproven(_) => t!(trouble.alarm_end_unproven),
        Alarm::GrantRevived(_) => t!(trouble.alarm_grant_revived),
        Alarm::LogCut => t!(trouble.alarm_log_cut),
        Alarm::LogRewritten => t!(trouble.alarm_log_rewritten),
    };
    (title.to_owned(), t!(trouble.alarm_do).to_owned())
}
