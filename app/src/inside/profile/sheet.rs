//! The sheet of the profile: which rows it has, and what is done to them.

use leptos::{prelude::*, task::spawn_local};
use owner::{Edit, Item, Omission, Unfinished};
use rand_core::OsRng;
use vault::{
    attribute::{Attribute, Cluster},
    id::ItemId,
};

use super::{Filled, typed::Known, undo::Change};
use crate::{
    browser::place::now,
    inside::words,
    letters::small,
    session::Session,
    signal::{Memo, RwSignal},
};

/// The place of one row. A row that nothing was typed into has its item's id already, so that it stays the same row
/// once it is saved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub attribute: Attribute,
    pub item: ItemId,
}

impl Slot {
    fn new(attribute: Attribute) -> Self {
        Self {
            attribute,
            item: ItemId::random(&mut OsRng),
        }
    }
}

/// The state of the page.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub session: Session,
    /// What the person looks for.
    pub find: RwSignal<String>,
    /// A row for each attribute of the catalogue, for as long as it has no value.
    blank: RwSignal<Vec<Slot>>,
    /// Attributes that got a row because the person asked for it.
    wanted: RwSignal<Vec<Attribute>>,
    /// Rows that the person added.
    added: RwSignal<Vec<Slot>>,
    /// Items that the person removed while they were here.
    removed: RwSignal<Vec<Item>>,
    /// Every row but the blank ones: saved, added, removed.
    known: Memo<Vec<Slot>>,
    /// Values that were not finished when this browser was last here.
    unfinished: StoredValue<Vec<Unfinished>>,
    /// Rows that are being edited.
    open: RwSignal<Vec<ItemId>>,
    /// The row that was opened last.
    latest: RwSignal<Option<ItemId>>,
    /// What was changed last, while it is told.
    pub changed: RwSignal<Option<Change>>,
}

impl Sheet {
    pub fn new(session: Session) -> Self {
        let (added, removed) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
        let sheet = Self {
            session,
            find: RwSignal::new(String::new()),
            blank: RwSignal::new(Attribute::kept().map(Slot::new).collect()),
            wanted: RwSignal::new(Vec::new()),
            added,
            removed,
            known: Memo::new(move |_| known(session, added, removed)),
            unfinished: StoredValue::new(session.unfinished()),
            open: RwSignal::new(Vec::new()),
            latest: RwSignal::new(None),
            changed: RwSignal::new(None),
        };
        for unfinished in sheet.unfinished.get_value() {
            // Another device was faster: its value is newer than what was begun here.
            let (id, attribute) = (unfinished.item, unfinished.attribute);
            let standing = sheet.peek(id).map(|item| item.updated_at);
            let other =
                standing.is_none() && !attribute.several() && untrack(|| sheet.has_some(attribute));
            if standing != unfinished.base || other {
                session.drop_unfinished(id);
                continue;
            }
            let slot = Slot {
                attribute: unfinished.attribute,
                item: unfinished.item,
            };
            sheet.added.update(|added| added.push(slot));
            sheet.open.update(|open| open.push(slot.item));
        }
        sheet
    }

    /// What was typed into a row and not finished; once.
    pub fn take_unfinished(&self, id: ItemId) -> Option<Unfinished> {
        let mut taken = None;
        self.unfinished.update_value(|all| {
            let place = all.iter().position(|one| one.item == id);
            taken = place.map(|place| all.remove(place));
        });
        taken
    }

    /// The saved item of a row.
    pub fn item(&self, id: ItemId) -> Option<Item> {
        self.session.vault()?.item(id).cloned()
    }

    /// The saved item of a row, without following its changes.
    pub fn peek(&self, id: ItemId) -> Option<Item> {
        self.session.peek()?.item(id).cloned()
    }

    /// The item that stood in a row until the person removed it.
    pub fn removed(&self, id: ItemId) -> Option<Item> {
        let find = |removed: &Vec<Item>| removed.iter().find(|item| item.id == id).cloned();
        self.removed.with(find)
    }

    /// The rows of a group, without those that the search leaves out.
    pub fn slots(&self, cluster: Cluster) -> Vec<Slot> {
        let all: Vec<_> = if cluster == Cluster::OwnFields {
            let custom = |slot: &Slot| slot.attribute.is_custom();
            self.known.get().into_iter().filter(custom).collect()
        } else {
            Attribute::kept()
                .filter(|attribute| attribute.cluster() == cluster)
                .flat_map(|attribute| self.of(attribute))
                .collect()
        };
        let wanted = self.find.with(|find| small(find.trim()));
        let shown = |slot: &Slot| {
            wanted.is_empty()
                || self.open.with(|open| open.contains(&slot.item))
                || self.says(slot, &wanted)
        };
        all.into_iter().filter(shown).collect()
    }

    /// The rows of an attribute of the catalogue.
    fn of(&self, attribute: Attribute) -> Vec<Slot> {
        let same = |slot: &Slot| slot.attribute == attribute;
        let mut slots: Vec<_> = self.known.get().into_iter().filter(same).collect();
        if slots.iter().any(|slot| self.stands(slot)) {
            // What was removed can't stand beside its successor where there is one value only.
            slots.retain(|slot| attribute.several() || self.stands(slot));
        } else if self.asks(attribute) {
            let blank = self.blank.with(|blank| blank.iter().copied().find(same));
            slots.extend(blank);
        }
        slots
    }

    /// Whether an attribute without a value has a row to fill in: the common ones, what was asked for, and what is looked for.
    fn asks(&self, attribute: Attribute) -> bool {
        attribute.row().common
            || self.searching()
            || self.omission(attribute).is_some()
            || self.wanted.with(|wanted| wanted.contains(&attribute))
    }

    /// The attributes of a group that have neither a value nor a row.
    pub fn unasked(&self, cluster: Cluster) -> Vec<Attribute> {
        Attribute::kept()
            .filter(|attribute| attribute.cluster() == cluster)
            .filter(|attribute| !self.of(*attribute).iter().any(|slot| self.stands(slot)))
            .collect()
    }

    /// That the person does not want to store an attribute.
    pub fn omission(&self, attribute: Attribute) -> Option<Omission> {
        let vault = self.session.vault()?;
        let mut omissions = vault.omissions();
        omissions
            .find(|omission| omission.attribute == attribute)
            .cloned()
    }

    /// Takes an omission back.
    pub fn ask_again(&self, slot: Slot) {
        self.close(slot.item);
        if let Some(omission) = untrack(|| self.omission(slot.attribute)) {
            self.save(vec![Edit::Remove {
                item: omission.id,
                at: now(),
            }]);
        }
    }

    /// Notes that the person does not want to store an attribute.
    pub fn omit(&self, slot: Slot) {
        self.close(slot.item);
        let omission = Omission {
            id: ItemId::random(&mut OsRng),
            attribute: slot.attribute,
            since: now(),
        };
        let mut edits = vec![Edit::Omit(omission)];
        // The server may have taken a value although its answer was lost.
        if self.session.let_go(slot.item) {
            edits.insert(
                0,
                Edit::Remove {
                    item: slot.item,
                    at: now(),
                },
            );
        }
        self.save(edits);
    }

    /// Opens the row of an attribute that had none.
    pub fn ask(&self, attribute: Attribute) {
        self.wanted.update(|wanted| wanted.push(attribute));
        let blank = self.blank.with_untracked(|blank| {
            blank
                .iter()
                .find(|slot| slot.attribute == attribute)
                .map(|slot| slot.item)
        });
        if let Some(item) = blank {
            self.open_next(item);
        }
    }

    // A row takes the focus when it opens, so it must stand there first.
    fn open_next(&self, item: ItemId) {
        let sheet = *self;
        request_animation_frame(move || sheet.open(item));
    }

    fn says(&self, slot: &Slot, wanted: &str) -> bool {
        let item = self.item(slot.item);
        let value = item.as_ref().map(|item| &item.value);
        let mut said = vec![words::attribute_of(&slot.attribute, value)];
        if let Some(item) = &item {
            said.push(item.label.clone());
            said.extend(words::value_lines(&item.attribute, &item.value));
        }
        said.iter().any(|text| small(text).contains(wanted))
    }

    pub fn searching(&self) -> bool {
        self.find.with(|find| !find.trim().is_empty())
    }

    /// What the person has said already.
    pub fn already(&self) -> Known {
        Known {
            name: self.session.called(),
            home: self.session.home(),
        }
    }

    /// Whether an attribute has a value, or a row for one.
    pub fn has_some(&self, attribute: Attribute) -> bool {
        let vault = self.session.vault();
        vault.is_some_and(|vault| vault.items_of(attribute).next().is_some())
    }

    /// How many values an attribute has, with those about to be typed.
    pub fn count(&self, attribute: Attribute) -> usize {
        let of = |slot: &Slot| slot.attribute == attribute && self.stands(slot);
        self.known.get().into_iter().filter(of).count()
    }

    /// Whether a row has a value, or is there for one, and not only to take a removed one back.
    fn stands(&self, slot: &Slot) -> bool {
        self.item(slot.item).is_some() || self.removed(slot.item).is_none()
    }

    /// How much of a group is filled.
    pub fn filled(&self, cluster: Cluster) -> Option<Filled> {
        let vault = self.session.vault()?;
        let items = vault.items();
        // Of these nobody is expected to have all.
        if matches!(cluster, Cluster::OwnFields | Cluster::Special) {
            let of = |item: &&&Item| item.attribute.cluster() == cluster;
            let filled = items.iter().filter(of).count();
            return Some(Filled { filled, all: None });
        }
        let of = Attribute::kept().filter(|attribute| attribute.cluster() == cluster);
        let all = of.clone().count();
        let done = |attribute: &Attribute| {
            items.iter().any(|item| item.attribute == *attribute)
                || vault
                    .omissions()
                    .any(|omission| omission.attribute == *attribute)
        };
        let filled = of.filter(done).count();
        Some(Filled {
            filled,
            all: Some(all),
        })
    }

    pub fn is_open(&self, id: ItemId) -> bool {
        self.open.with(|open| open.contains(&id))
    }

    /// The same while the page may be on its way out.
    pub fn try_is_open(&self, id: ItemId) -> bool {
        self.open
            .try_with_untracked(|open| open.contains(&id))
            .unwrap_or(false)
    }

    /// The row that was opened last.
    pub fn latest(&self) -> Option<ItemId> {
        self.latest.get()
    }

    pub fn open(&self, id: ItemId) {
        self.open.update(|open| {
            if !open.contains(&id) {
                open.push(id);
            }
        });
        self.latest.set(Some(id));
    }

    /// Closes a row. One that the person added and left empty goes away.
    pub fn close(&self, id: ItemId) {
        self.session.drop_unfinished(id);
        self.open.update(|open| {
            open.retain(|other| *other != id);
        });
        let blank = self.blank.try_with_untracked(|blank| {
            let mut blank = blank.iter();
            blank
                .find(|slot| slot.item == id)
                .map(|slot| slot.attribute)
        });
        if let Some(Some(attribute)) = blank {
            self.wanted
                .update(|wanted| wanted.retain(|one| *one != attribute));
        }
        let gone = |slot: &Slot| slot.item == id && self.peek(id).is_none();
        let added = self
            .added
            .try_with_untracked(|added| added.iter().any(gone));
        if added == Some(true) {
            self.added
                .update(|added| added.retain(|slot| slot.item != id));
        }
    }

    /// Opens a row for one more value.
    pub fn add(&self, attribute: Attribute) {
        let slot = Slot::new(attribute);
        self.added.update(|added| added.push(slot));
        self.open_next(slot.item);
    }

    /// Opens a row for a field that the person names.
    pub fn add_own(&self) {
        self.add(Attribute::custom(&mut OsRng));
    }

    /// Removes an item. Its row stays, for taking it back.
    pub fn remove(&self, item: Item) {
        let id = item.id;
        self.blank.update(|blank| {
            for slot in blank.iter_mut().filter(|slot| slot.item == id) {
                *slot = Slot::new(slot.attribute);
            }
        });
        self.added
            .update(|added| added.retain(|slot| slot.item != id));
        self.removed.update(|removed| {
            removed.retain(|other| other.id != id);
            removed.push(item);
        });
        self.close(id);
        self.save(vec![Edit::Remove {
            item: id,
            at: now(),
        }]);
    }

    /// Takes a removed item back.
    pub fn undo(&self, id: ItemId) {
        if let Some(item) = self.removed(id) {
            self.save(vec![Edit::Keep(item)]);
        }
    }

    /// The edit that puts an item back to what it was; `None` where that needs none. What was new goes.
    pub fn way_back(&self, id: ItemId, before: Option<&Item>) -> Option<Edit> {
        match (before, self.peek(id)) {
            (Some(before), Some(standing)) => {
                let same = before.value == standing.value && before.label == standing.label;
                (!same).then(|| {
                    Edit::Keep(Item {
                        value: before.value.clone(),
                        label: before.label.clone(),
                        updated_at: now(),
                        ..standing
                    })
                })
            }
            (None, Some(_)) => Some(Edit::Remove {
                item: id,
                at: now(),
            }),
            (_, None) => None,
        }
    }

    /// Takes the last change back.
    pub fn take_back(&self) {
        let change = self.changed.get_untracked();
        self.changed.set(None);
        let stands = |change: &Change| {
            let standing = self.peek(change.item);
            standing.is_some_and(|item| {
                item.value == change.after.value && item.label == change.after.label
            })
        };
        if let Some(change) = change.filter(stands) {
            self.close(change.item);
            let edit = self.way_back(change.item, change.before.as_ref());
            self.save(edit.into_iter().collect());
        }
    }

    /// Makes an item the one that companies get where the person chose no other.
    pub fn make_first(&self, id: ItemId) {
        if let Some(item) = self.peek(id) {
            self.close(id);
            self.save(vec![Edit::Keep(Item {
                default: true,
                ..item
            })]);
        }
    }

    pub fn save_again(&self) {
        let session = self.session;
        spawn_local(async move {
            // What became of it stands in the head of the page.
            let _ = session.save_again().await;
        });
    }

    fn save(&self, edits: Vec<Edit>) {
        let session = self.session;
        spawn_local(async move {
            // What became of it stands in the head of the page.
            let _ = session.save(edits).await;
        });
    }
}

fn known(session: Session, added: RwSignal<Vec<Slot>>, removed: RwSignal<Vec<Item>>) -> Vec<Slot> {
    let of = |item: &Item| Slot {
        attribute: item.attribute,
        item: item.id,
    };
    let vault = session.vault();
    let saved = vault
        .as_ref()
        .map(|vault| vault.items())
        .unwrap_or_default();
    let mut slots: Vec<Slot> = saved.into_iter().map(of).collect();
    let mut push = |slot: Slot| {
        let saved = vault
            .as_ref()
            .is_some_and(|vault| vault.item(slot.item).is_some());
        // Few are neither saved nor blank, and they stand last.
        if !saved && !slots.iter().rev().any(|known| known.item == slot.item) {
            slots.push(slot);
        }
    };
    added.with(|added| added.iter().copied().for_each(&mut push));
    removed.with(|removed| removed.iter().map(of).for_each(&mut push));
    slots
}
