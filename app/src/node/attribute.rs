//! What stands on an element: attributes, classes, properties, listeners and the reference to it.

use std::borrow::Cow;

use leptos::{
    ev::{self, Event, EventDescriptor},
    html::ElementType,
    prelude::*,
    tachys::html::{
        attribute::{any_attribute::IntoAnyAttribute, custom::custom_attribute},
        class::class,
        event::on,
        node_ref::{NodeRefContainer, node_ref},
        property::prop,
    },
    wasm_bindgen::JsCast,
};

use super::Element;
use crate::signal::{Memo, RwSignal, Signal};

/// The text of an attribute; none, where it is not to stand there.
type Text = Option<Cow<'static, str>>;

/// The value of an attribute.
pub enum Value {
    Fixed(Text),
    Live(Box<dyn FnMut() -> Text + Send>),
}

/// What can be the text of an attribute. A flag is there without text, or is not there.
pub trait IntoText {
    fn into_text(self) -> Text;
}

impl IntoText for &'static str {
    fn into_text(self) -> Text {
        Some(Cow::Borrowed(self))
    }
}

impl IntoText for String {
    fn into_text(self) -> Text {
        Some(Cow::Owned(self))
    }
}

impl IntoText for bool {
    fn into_text(self) -> Text {
        self.then_some(Cow::Borrowed(""))
    }
}

impl IntoText for u32 {
    fn into_text(self) -> Text {
        Some(Cow::Owned(self.to_string()))
    }
}

impl<T: IntoText> IntoText for Option<T> {
    fn into_text(self) -> Text {
        self.and_then(IntoText::into_text)
    }
}

/// What can be a property: a text or a flag that changes.
pub trait Property {
    fn put(self, name: &'static str, element: &mut Element);
}

impl Property for RwSignal<String> {
    fn put(self, name: &'static str, element: &mut Element) {
        let text: Box<dyn FnMut() -> String + Send> = Box::new(move || self.get());
        element.add(prop(name, text).into_any_attr());
    }
}

impl Property for RwSignal<bool> {
    fn put(self, name: &'static str, element: &mut Element) {
        (move || self.get()).put(name, element);
    }
}

impl<F: FnMut() -> bool + Send + 'static> Property for F {
    fn put(self, name: &'static str, element: &mut Element) {
        let flag: Box<dyn FnMut() -> bool + Send> = Box::new(self);
        element.add(prop(name, flag).into_any_attr());
    }
}

/// What can be the value of an attribute.
pub trait IntoValue<Marker> {
    fn into_value(self) -> Value;
}

/// A value that stays.
pub struct Fixed;
/// A value that changes.
pub struct Live;

impl<T: IntoText> IntoValue<Fixed> for T {
    fn into_value(self) -> Value {
        Value::Fixed(self.into_text())
    }
}

impl<T: IntoText, F: FnMut() -> T + Send + 'static> IntoValue<Live> for F {
    fn into_value(mut self) -> Value {
        Value::Live(Box::new(move || self().into_text()))
    }
}

impl<T: IntoText + Clone + Send + Sync + 'static> IntoValue<Signal<T>> for Signal<T> {
    fn into_value(self) -> Value {
        Value::Live(Box::new(move || self.get().into_text()))
    }
}

impl<T: IntoText + Clone + Send + Sync + 'static> IntoValue<Signal<T>> for Memo<T> {
    fn into_value(self) -> Value {
        Value::Live(Box::new(move || self.get().into_text()))
    }
}

impl<T: IntoText + Clone + Send + Sync + 'static> IntoValue<Signal<T>> for RwSignal<T> {
    fn into_value(self) -> Value {
        Value::Live(Box::new(move || self.get().into_text()))
    }
}

impl Element {
    /// An attribute with a text that stays.
    pub fn text(&mut self, name: &'static str, text: &'static str) {
        self.valued(name, Value::Fixed(Some(Cow::Borrowed(text))));
    }

    /// An attribute.
    pub fn attribute<Marker>(&mut self, name: &'static str, value: impl IntoValue<Marker>) {
        self.valued(name, value.into_value());
    }

    fn valued(&mut self, name: &'static str, value: Value) {
        let attribute = match (name, value) {
            ("class", Value::Fixed(text)) => class(text).into_any_attr(),
            ("class", Value::Live(text)) => class(text).into_any_attr(),
            (_, Value::Fixed(text)) => custom_attribute(name, text).into_any_attr(),
            (_, Value::Live(text)) => custom_attribute(name, text).into_any_attr(),
        };
        self.add(attribute);
    }

    /// A class that is there while a condition holds.
    pub fn class<Marker>(&mut self, name: &'static str, holds: impl IntoValue<Marker>) {
        let attribute = match holds.into_value() {
            Value::Fixed(holds) => class((name, holds.is_some())).into_any_attr(),
            Value::Live(mut holds) => {
                let holds: Box<dyn FnMut() -> bool + Send> = Box::new(move || holds().is_some());
                class((name, holds)).into_any_attr()
            }
        };
        self.add(attribute);
    }

    /// A property of the element's object.
    pub fn property(&mut self, name: &'static str, value: impl Property) {
        value.put(name, self);
    }

    /// A listener to an event.
    pub fn on<E>(&mut self, event: E, mut heard: impl FnMut(E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listens(
            event.name(),
            Box::new(move |event| heard(event.unchecked_into())),
        );
    }

    fn listens(&mut self, event: Cow<'static, str>, heard: Box<dyn FnMut(Event)>) {
        let attribute = on(ev::Custom::<Event>::new(event), heard).into_any_attr();
        self.add(attribute);
    }

    /// Where the element can be found once it is on the page.
    pub fn reference<E: ElementType>(&mut self, reference: NodeRef<E>)
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.add(node_ref::<E, _>(reference).into_any_attr());
    }
}
