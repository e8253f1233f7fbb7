//! A row opened for editing. What is valid is saved when the row is left, with Enter, or with its button; what is not
//! stays as it was typed, with what is wrong beside it.

use std::time::Duration;

use leptos::{
    ev::{FocusEvent, KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{self, HtmlElement},
};
use owner::{
    Edit, Item,
    item::{Past, Source},
};
use vault::attribute::Value;

use super::{
    boxes, row,
    sheet::{Sheet, Slot},
    typed::Typed,
    undo::Change,
};
use crate::{
    browser::{api::ApiError, place::now},
    inside::words,
    node::{Node, view},
    parts::{Fold, Glyph, Hint, Problem, When},
    session::Trouble,
    signal::{Memo, RwSignal},
    t,
};

/// How long nobody may type before what is typed is put down.
const PAUSE: Duration = Duration::from_secs(1);

/// The editor of one row.
#[derive(Clone, Copy)]
struct Editor {
    sheet: Sheet,
    slot: Slot,
    typed: Typed,
    /// The item as it was when the row was opened.
    before: StoredValue<Option<Item>>,
    trouble: RwSignal<Option<Trouble>>,
    saving: RwSignal<bool>,
    /// The boxes hold what was not finished when this browser was last here.
    restored: bool,
    /// Counts the keys.
    keys: StoredValue<u64>,
    form: NodeRef<html::Form>,
}

pub(super) fn view(sheet: Sheet, slot: Slot) -> Node {
    let item = sheet.peek(slot.item);
    let unfinished = sheet.take_unfinished(slot.item);
    let is_kept = item.is_some();
    let may_be_first = item.as_ref().is_some_and(|item| !item.default) && !slot.attribute.every();
    let editor = Editor {
        sheet,
        slot,
        typed: Typed::new(slot.attribute, item.as_ref(), &sheet.already()),
        before: StoredValue::new(item),
        trouble: RwSignal::new(None),
        saving: RwSignal::new(false),
        restored: unfinished.is_some(),
        keys: StoredValue::new(0),
        form: NodeRef::new(),
    };
    if let Some(unfinished) = unfinished {
        editor.typed.restore(&unfinished);
    }
    editor.close_when_done();
    let is_omitted = untrack(|| sheet.omission(slot.attribute)).is_some();
    let only = untrack(|| sheet.count(slot.attribute)) <= 1;
    let may_omit = !is_kept && !is_omitted && only && !slot.attribute.is_custom();
    let name = untrack(|| row::label(sheet, slot));
    let of = move || view! { <span class="hide">" "{name.clone()}</span> };
    let readers = Memo::new(move |_| row::readers(sheet, slot).len());
    view! {
        <form
            class="stack"
            novalidate
            node_ref=editor.form
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                editor.keep(true);
            }
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" && !event.is_composing() {
                    editor.put_back();
                }
            }
            on:focusout=move |event: FocusEvent| editor.leave(&event)
            on:input=move |_| editor.put_down_soon()
        >
            {editor.restored.then(|| view! { <Hint glyph=Glyph::Info>{t!(profile.unfinished)}</Hint> })}
            {boxes::view(slot, editor.typed)}
            {boxes::label(sheet, slot, editor.typed)}
            {move || {
                editor.trouble.get().map(|trouble| {
                    let (title, what_to_do) = words::trouble(&trouble);
                    view! { <Problem title words=what_to_do/> }
                })
            }}
            <When when=move || readers.get() != 0>
                <Hint glyph=Glyph::Company>{move || t!(profile.goes_on, count = readers.get())}</Hint>
            </When>
            <p class="actions">
                <button type="submit" class="btn" disabled=editor.saving>{t!(profile.keep)}{of.clone()}</button>
                <button type="button" class="btn" on:click=move |_| editor.put_back()>
                    {if is_kept { t!(profile.put_back) } else { t!(profile.cancel) }}
                    {of.clone()}
                </button>
                {may_be_first.then(|| view! {
                    <button type="button" class="btn text" on:click=move |_| sheet.make_first(slot.item)>
                        {t!(profile.make_first)}
                        {of.clone()}
                    </button>
                })}
                {may_omit.then(|| view! {
                    <button type="button" class="btn text" on:click=move |_| sheet.omit(slot)>
                        {t!(profile.omit)}
                    </button>
                })}
                {is_omitted.then(|| view! {
                    <button type="button" class="btn text" on:click=move |_| sheet.ask_again(slot)>
                        {t!(profile.ask_again)}
                    </button>
                })}
                {is_kept.then(|| view! {
                    <button type="button" class="btn text" on:click=move |_| editor.remove()>
                        {t!(profile.remove)}
                        {of.clone()}
                    </button>
                })}
            </p>
            {earlier(editor)}
        </form>
    }
}

/// The values that stood here within the last thirty days, each with a way back.
fn earlier(editor: Editor) -> Option<Node> {
    let item = editor.before.get_value()?;
    let earlier = item.earlier(now());
    if earlier.is_empty() {
        return None;
    }
    let line = |past: &&Past| {
        let (shown, day) = (
            words::value_line(&item.attribute, &past.value),
            words::moment(past.updated_at),
        );
        let value = StoredValue::new(past.value.clone());
        let back = move |_| editor.go_back(value.get_value());
        view! {
            <li class="row between">
                <span><span class="yours">{shown}</span> <span class="small faint">{day}</span></span>
                <button type="button" class="btn text" on:click=back>{t!(profile.restore)}</button>
            </li>
        }
    };
    let lines = earlier.iter().map(line).collect_view();
    Some(view! {
        <Fold word=t!(profile.earlier)>
            <ul class="stack">{lines}</ul>
        </Fold>
    })
}

impl Editor {
    /// Saves what is typed, if it is valid and new.
    fn keep(self, close: bool) {
        // Once the vault is locked nothing typed may be held any longer.
        if self.saving.get_untracked() || self.sheet.session.peek().is_none() {
            return;
        }
        let Some((label, value)) = self.typed.check() else {
            if close {
                self.focus_fault();
            }
            return;
        };
        let Slot {
            attribute,
            item: id,
        } = self.slot;
        let standing = self.sheet.peek(id);
        let same_value = standing.as_ref().filter(|item| item.value == value);
        if same_value.is_some_and(|item| item.label == label) {
            if close {
                self.sheet.close(id);
            }
            return;
        }
        let item = Item {
            id,
            attribute,
            label,
            updated_at: same_value.map_or_else(now, |item| item.updated_at),
            value,
            source: Source::Typed,
            default: standing.as_ref().is_some_and(|item| item.default),
            history: standing
                .as_ref()
                .map(|item| item.history.clone())
                .unwrap_or_default(),
        };
        let change = Change::kept(&item, standing);
        self.save(Edit::Keep(item), Some(change), close);
    }

    /// Back to a value that stood here earlier.
    fn go_back(self, value: Value) {
        if let Some(item) = self.sheet.peek(self.slot.item) {
            let back = Item {
                value,
                updated_at: now(),
                ..item.clone()
            };
            let change = Change::kept(&back, Some(item));
            self.save(Edit::Keep(back), Some(change), true);
        }
    }

    /// Puts down what is typed a second after the last key: a reload must not lose it.
    fn put_down_soon(self) {
        self.keys.update_value(|keys| *keys += 1);
        let keys = self.keys.get_value();
        let put_down = move || {
            // Meanwhile there may be another key, or no row any more.
            if self.keys.try_get_value() == Some(keys) {
                self.put_down();
            }
        };
        set_timeout(put_down, PAUSE);
    }

    fn put_down(self) {
        let id = self.slot.item;
        if self.typed.is_as(self.sheet.peek(id).as_ref()) {
            self.sheet.session.drop_unfinished(id);
        } else {
            let base = self.before.get_value().map(|item| item.updated_at);
            let unfinished = self.typed.unfinished(id, base);
            self.sheet.session.keep_unfinished(&unfinished);
        }
    }

    /// Saves, and tells of the change once it is saved.
    fn save(self, edit: Edit, change: Option<Change>, close: bool) {
        // A row that stayed open only because saving failed closes with the next try, however that comes about.
        let close = close || self.trouble.with_untracked(Option::is_some);
        self.saving.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let result = self.sheet.session.save(vec![edit]).await;
            // Meanwhile the row may be closed, or the page left.
            self.saving.set(false);
            if result.is_ok() && change.is_some() {
                self.sheet.changed.set(change);
            }
            match result {
                Ok(()) if close => self.sheet.close(self.slot.item),
                Ok(()) => self.sheet.session.drop_unfinished(self.slot.item),
                Err(trouble) => {
                    self.trouble.set(Some(trouble));
                }
            }
        });
    }

    /// The focus went elsewhere. Moving within the row saves nothing yet: an address is saved whole, and a person on the
    /// way to the button that puts the old value back has not decided for the new one.
    fn leave(self, event: &FocusEvent) {
        if !self.sheet.try_is_open(self.slot.item) {
            return;
        }
        let Some(form) = self.form.get_untracked() else {
            return;
        };
        let target = event.related_target();
        let target = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if form.contains(target.as_ref()) {
            return;
        }
        // What was restored is not kept before the person has gone on with it.
        if self.restored && self.keys.get_value() == 0 {
            return;
        }
        self.put_down();
        let is_new = self.sheet.peek(self.slot.item).is_none();
        if !(is_new && self.typed.is_blank()) {
            self.keep(false);
        }
    }

    /// Back to what stood here when the row was opened, and close it.
    fn put_back(self) {
        let id = self.slot.item;
        let trouble = self.trouble.get_untracked();
        // The server may have taken the change although its answer was lost: then it has to be taken back there too.
        let unknown = self.sheet.session.let_go(id)
            || matches!(
                trouble,
                Some(Trouble::Api(ApiError::Offline | ApiError::Unreadable))
            );
        let before = self.before.get_value();
        let known = self.sheet.way_back(id, before.as_ref());
        let edit = known.or_else(|| unknown.then(|| self.anyway()));
        match edit {
            Some(edit) => self.save(edit, None, true),
            None => self.sheet.close(id),
        }
    }

    /// What stands here, over whatever the server took.
    fn anyway(self) -> Edit {
        let id = self.slot.item;
        match self.sheet.peek(id) {
            Some(standing) => Edit::Keep(Item {
                updated_at: now(),
                ..standing
            }),
            None => Edit::Remove {
                item: id,
                at: now(),
            },
        }
    }

    fn remove(self) {
        self.sheet.session.let_go(self.slot.item);
        match self.sheet.peek(self.slot.item) {
            Some(item) => self.sheet.remove(item),
            None => self.sheet.close(self.slot.item),
        }
    }

    /// Closes the row once nothing is left to do in it: another row was opened, or what had failed is saved.
    fn close_when_done(self) {
        let id = self.slot.item;
        Effect::new(move |_| {
            let item = self.sheet.item(id);
            let elsewhere = self.sheet.latest() != Some(id);
            let failed = self.trouble.with(Option::is_some);
            if (elsewhere || failed) && self.typed.is_as(item.as_ref()) {
                self.sheet.close(id);
            }
        });
    }

    fn focus_fault(self) {
        request_animation_frame(move || {
            let fault = self
                .form
                .try_get_untracked()
                .flatten()
                .and_then(|form| form.query_selector("[aria-invalid]").ok().flatten())
                .and_then(|found| found.dyn_into::<HtmlElement>().ok());
            if let Some(fault) = fault {
                // Without the focus the fault still stands beside its box.
                let _ = fault.focus();
            }
        });
    }
}
