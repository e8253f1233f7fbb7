//! What can stand in braces in a view.

use std::borrow::Cow;

use leptos::prelude::*;

use super::Node;
use crate::signal::{Memo, Signal};

/// What is a node, or text, or gives one.
pub trait IntoNode {
    fn into_node(self) -> Node;
}

impl IntoNode for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoNode for AnyView {
    fn into_node(self) -> Node {
        Node::View(Box::new(self))
    }
}

impl IntoNode for () {
    fn into_node(self) -> Node {
        Node::nothing()
    }
}

impl IntoNode for &'static str {
    fn into_node(self) -> Node {
        Node::Text(Cow::Borrowed(self))
    }
}

impl IntoNode for String {
    fn into_node(self) -> Node {
        Node::Text(Cow::Owned(self))
    }
}

/// Numbers, as they are written.
macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl IntoNode for $number {
            fn into_node(self) -> Node {
                Node::Text(Cow::Owned(self.to_string()))
            }
        }
    )*};
}
numbers!(u8, u32, u64, usize, i64);

impl<T: IntoNode> IntoNode for Option<T> {
    fn into_node(self) -> Node {
        self.map_or(Node::nothing(), IntoNode::into_node)
    }
}

impl<T: IntoNode> IntoNode for Vec<T> {
    fn into_node(self) -> Node {
        Node::Many(self.into_iter().map(IntoNode::into_node).collect())
    }
}

impl<T: IntoNode, F: FnMut() -> T + Send + 'static> IntoNode for F {
    fn into_node(mut self) -> Node {
        Node::Live(Box::new(move || self().into_node()))
    }
}

impl<T: IntoNode + Clone + Send + Sync + 'static> IntoNode for Signal<T> {
    fn into_node(self) -> Node {
        Node::Live(Box::new(move || self.get().into_node()))
    }
}

impl<T: IntoNode + Clone + Send + Sync + 'static> IntoNode for Memo<T> {
    fn into_node(self) -> Node {
        Node::Live(Box::new(move || self.get().into_node()))
    }
}
