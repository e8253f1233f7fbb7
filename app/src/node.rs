//! A part of a page, always of one type. A view of Leptos names in its type every element, attribute and closure in it,
//! and the browser's bundle carries the framework's code once more for each such type; [`view!`] makes nodes instead.
//! How they are built, changed and written as HTML is left to Leptos.

mod attribute;
mod element;
mod into_node;
mod render;

use std::borrow::Cow;

use leptos::prelude::*;
pub use view::view;

pub use self::{
    element::{Element, Kind},
    into_node::IntoNode,
};

/// A part of a page.
pub enum Node {
    /// Text, which is never markup.
    Text(Cow<'static, str>),
    /// An element with what is in it.
    Element(Box<Element>),
    /// Nodes one after the other.
    Many(Vec<Node>),
    /// What is made anew when something changes that it reads.
    Live(Box<dyn FnMut() -> Node + Send>),
    /// A view that Leptos typed.
    View(Box<AnyView>),
}

impl Node {
    /// Nothing at all.
    pub const fn nothing() -> Self {
        Self::Many(Vec::new())
    }
}

/// A component as a node.
pub fn component(view: impl IntoAny) -> Node {
    Node::View(Box::new(view.into_any()))
}
