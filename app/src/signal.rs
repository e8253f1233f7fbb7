//! What changes while a page is open: signals and memos of Leptos, kept without the type of what they hold, since the
//! browser's bundle carries Leptos's code once more for each such type. Every one of them is a handle that is copied.

use std::{any::Any, marker::PhantomData, sync::Arc};

use leptos::{
    prelude as reactive,
    prelude::{GetValue, Read, ReadUntracked, Write},
};

/// What a cell holds. Only the handle knows its type.
type Kept = Box<dyn Any + Send + Sync>;

fn keep<T: Send + Sync + 'static>(value: T) -> Kept {
    Box::new(value)
}

fn seen<T: 'static>(kept: &Kept) -> &T {
    match (**kept).downcast_ref() {
        Some(value) => value,
        None => unreachable!("a cell holds what its handle says"),
    }
}

fn seen_mut<T: 'static>(kept: &mut Kept) -> &mut T {
    match (**kept).downcast_mut() {
        Some(value) => value,
        None => unreachable!("a cell holds what its handle says"),
    }
}

/// A handle is copied whatever it leads to.
macro_rules! copied {
    ($($handle:ident),*) => {$(
        impl<T> Clone for $handle<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $handle<T> {}
    )*};
}
copied!(RwSignal, Memo, Signal);

/// A value that is set, and whose readers hear of it.
pub struct RwSignal<T> {
    cell: reactive::RwSignal<Kept>,
    holds: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub fn new(value: T) -> Self {
        Self {
            cell: new_cell(keep(value)),
            holds: PhantomData,
        }
    }

    /// The value, followed by who reads it.
    pub fn with<V>(&self, read: impl FnOnce(&T) -> V) -> V {
        read(seen(&self.cell.read()))
    }

    /// The value, not followed.
    pub fn with_untracked<V>(&self, read: impl FnOnce(&T) -> V) -> V {
        read(seen(&self.cell.read_untracked()))
    }

    /// The value, not followed, where its page is still there.
    pub fn try_with_untracked<V>(&self, read: impl FnOnce(&T) -> V) -> Option<V> {
        Some(read(seen(&*self.cell.try_read_untracked()?)))
    }

    /// Sets the value. Where its page has gone nobody waits for it, and nothing happens.
    pub fn set(&self, value: T) {
        put(self.cell, keep(value));
    }

    /// Changes the value, as [`set`](Self::set) does.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        if let Some(mut held) = self.cell.try_write() {
            change(seen_mut(&mut held));
        }
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

fn new_cell(kept: Kept) -> reactive::RwSignal<Kept> {
    reactive::RwSignal::new(kept)
}

fn put(cell: reactive::RwSignal<Kept>, kept: Kept) {
    if let Some(mut held) = cell.try_write() {
        *held = kept;
    }
}

/// What a memo holds, which can be told from what it held before.
struct Compared {
    kept: Kept,
    same: fn(&Kept, &Kept) -> bool,
}

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.kept, &other.kept)
    }
}

type Remake = Box<dyn Fn(Option<&Compared>) -> Compared + Send + Sync>;

/// A value that is made of others. Its readers hear of it only when it is another one.
pub struct Memo<T> {
    cell: reactive::Memo<Compared>,
    holds: PhantomData<fn() -> T>,
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// `make` is given what the memo held last.
    pub fn new(make: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let make: Remake = Box::new(move |last| Compared {
            kept: keep(make(last.map(|last| seen(&last.kept)))),
            same: |one, other| seen::<T>(one) == seen(other),
        });
        Self {
            cell: new_memo(make),
            holds: PhantomData,
        }
    }
}

impl<T: 'static> Memo<T> {
    /// The value, followed by who reads it.
    pub fn with<V>(&self, read: impl FnOnce(&T) -> V) -> V {
        read(seen(&self.cell.read().kept))
    }

    /// The value, not followed.
    pub fn with_untracked<V>(&self, read: impl FnOnce(&T) -> V) -> V {
        read(seen(&self.cell.read_untracked().kept))
    }
}

impl<T: Clone + 'static> Memo<T> {
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

fn new_memo(make: Remake) -> reactive::Memo<Compared> {
    reactive::Memo::new(make)
}

type Make = Arc<dyn Fn() -> Kept + Send + Sync>;

/// A value as a component takes it: one that stays, one that is set, or one that is made of others at each reading.
pub struct Signal<T> {
    make: reactive::StoredValue<Make>,
    gives: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> Signal<T> {
    pub fn derive(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self {
            make: new_signal(Arc::new(move || keep(make()))),
            gives: PhantomData,
        }
    }

    pub fn get(&self) -> T {
        let kept: Box<dyn Any> = made(self.make);
        match kept.downcast() {
            Ok(value) => *value,
            Err(_) => unreachable!("a cell holds what its handle says"),
        }
    }

    pub fn get_untracked(&self) -> T {
        reactive::untrack(|| self.get())
    }

    pub fn with<V>(&self, read: impl FnOnce(&T) -> V) -> V {
        read(&self.get())
    }

    pub fn with_untracked<V>(&self, read: impl FnOnce(&T) -> V) -> V {
        read(&self.get_untracked())
    }
}

fn new_signal(make: Make) -> reactive::StoredValue<Make> {
    reactive::StoredValue::new(make)
}

fn made(make: reactive::StoredValue<Make>) -> Kept {
    let make = make.get_value();
    make()
}

impl<T: Clone + Default + Send + Sync + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::derive(T::default)
    }
}

impl<T: Send + Sync + 'static, F: Fn() -> T + Send + Sync + 'static> From<F> for Signal<T> {
    fn from(make: F) -> Self {
        Self::derive(make)
    }
}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

/// A signal can be a value of these types, which then stays.
macro_rules! steady {
    ($($type:ty),*) => {$(
        impl From<$type> for crate::signal::Signal<$type> {
            fn from(value: $type) -> Self {
                Self::derive(move || value.clone())
            }
        }
    )*};
}
pub(crate) use steady;

steady!(
    String,
    bool,
    i64,
    u32,
    Option<String>,
    Vec<String>,
    Vec<(String, String)>
);

impl From<&'static str> for Signal<String> {
    fn from(text: &'static str) -> Self {
        Self::derive(move || text.to_owned())
    }
}
