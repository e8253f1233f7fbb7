use leptos::prelude::*;
use vault::letter::is_of_word;

use super::Words;
use crate::{
    letters::capital,
    node::view,
    signal::{Signal, steady},
};

/// A company as the screens need it: the id picks the tint of its door, the name its letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub id: String,
    pub name: String,
}

steady!(Company, Vec<Company>, Vec<ArcadeDoor>);

/// The arch of a company. It always stands beside the name, so screen readers skip it.
#[component]
pub fn Door(
    #[prop(into)] company: Signal<Company>,
    /// Nothing passes: paused, ended, or nobody there yet.
    #[prop(optional, into)]
    shut: Signal<bool>,
    #[prop(optional)] small: bool,
) -> impl IntoView {
    let class = move || {
        let mut class = format!("door {}", company.with(|company| tint(&company.id)));
        if small {
            class.push_str(" small");
        }
        if shut.get() {
            class.push_str(" shut");
        }
        class
    };
    view! {
        <span class=class aria-hidden="true">
            {move || company.with(|company| letter(&company.name))}
        </span>
    }
}

/// A few small doors in a row: who can read a value.
#[component]
pub fn Doors(#[prop(into)] companies: Signal<Vec<Company>>) -> impl IntoView {
    view! {
        <span class="doors">
            {move || {
                companies.get().into_iter().map(|company| view! { <Door company small=true/> }).collect_view()
            }}
        </span>
    }
}

/// One door of the arcade.
#[derive(Clone)]
pub struct ArcadeDoor {
    pub company: Company,
    pub href: String,
    /// Time left, or why the door is shut. Hidden on phones.
    pub note: String,
    pub shut: bool,
}

/// Every company at a glance, on one floor. Made for up to six; give the rest a link.
#[component]
pub fn Arcade(
    /// What the row is, for screen readers.
    #[prop(into)]
    name: Words,
    #[prop(into)] doors: Signal<Vec<ArcadeDoor>>,
) -> impl IntoView {
    view! {
        <nav aria-label=name>
            <ul class="arcade">
                {move || {
                    doors
                        .get()
                        .into_iter()
                        .map(|door| {
                            let shown = door.company.name.clone();
                            view! {
                                <li>
                                    <a href=door.href>
                                        <Door company=door.company shut=door.shut/>
                                        <span class="under">
                                            <b><bdi>{shown}</bdi></b>
                                            <span class="faint">{door.note}</span>
                                        </span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </nav>
    }
}

const TINTS: [&str; 6] = ["clay", "sand", "moss", "sea", "sky", "heather"];

/// FNV-1a of the id: the same company has the same tint on every device, and nobody keeps a table.
fn tint(id: &str) -> &'static str {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    // The low bits of FNV mix least, so the high half joins in.
    TINTS[((hash ^ (hash >> 16)) % 6) as usize]
}

/// The first letter or digit, as a capital.
fn letter(name: &str) -> String {
    name.chars()
        .find(|c| is_of_word(*c))
        .map(|letter| capital(&letter.to_string()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{letter, tint};

    #[test]
    fn a_door_has_the_first_letter() {
        assert_eq!(letter("  „harbour light“"), "H");
        assert_eq!(letter("Öko"), "Ö");
        assert_eq!(letter("7 Sisters"), "7");
        assert_eq!(letter("…"), "");
    }

    #[test]
    fn tints_are_steady_and_all_in_use() {
        assert_eq!(tint("abc"), tint("abc"));
        let used: std::collections::BTreeSet<_> = (0..60).map(|n| tint(&n.to_string())).collect();
        assert_eq!(used.len(), 6);
    }
}
