//! A node as a view of Leptos.

use std::borrow::Cow;

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::any_attribute::AnyAttribute,
        hydration::Cursor,
        no_attrs,
        renderer::types,
        view::{Mountable, Position, PositionState, Render, RenderHtml},
    },
};

use super::{Node, element::ElementState};

/// A node on the page.
pub enum NodeState {
    Text(<Cow<'static, str> as Render>::State),
    Element(Box<ElementState>),
    Many(<Vec<Node> as Render>::State),
    Live(<Box<dyn FnMut() -> Node + Send> as Render>::State),
    View(Box<<AnyView as Render>::State>),
}

impl Render for Node {
    type State = NodeState;

    fn build(self) -> NodeState {
        match self {
            Self::Text(text) => NodeState::Text(text.build()),
            Self::Element(element) => NodeState::Element(Box::new(element.build())),
            Self::Many(nodes) => NodeState::Many(nodes.build()),
            Self::Live(node) => NodeState::Live(node.build()),
            Self::View(view) => NodeState::View(Box::new(view.build())),
        }
    }

    fn rebuild(self, state: &mut NodeState) {
        match (self, &mut *state) {
            (Self::Text(text), NodeState::Text(state)) => text.rebuild(state),
            (Self::Element(element), NodeState::Element(state)) if element.fits(state) => {
                element.rebuild(state);
            }
            (Self::Many(nodes), NodeState::Many(state)) => nodes.rebuild(state),
            (Self::Live(node), NodeState::Live(state)) => node.rebuild(state),
            (Self::View(view), NodeState::View(state)) => view.rebuild(state),
            (node, old) => {
                let mut new = node.build();
                old.insert_before_this(&mut new);
                old.unmount();
                *state = new;
            }
        }
    }
}

no_attrs!(Node);

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        match self {
            Self::Text(text) => {
                text.to_html_with_buf(html, position, escape, mark_branches, attributes);
            }
            Self::Element(element) => element.write(html, position),
            Self::Many(nodes) => {
                nodes.to_html_with_buf(html, position, escape, mark_branches, attributes);
            }
            Self::Live(node) => {
                node.to_html_with_buf(html, position, escape, mark_branches, attributes);
            }
            Self::View(view) => {
                view.to_html_with_buf(html, position, escape, mark_branches, attributes);
            }
        }
    }

    /// The browser renders anew what the server rendered, so nothing is taken over.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> NodeState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl NodeState {
    fn part(&self) -> &dyn Mountable {
        match self {
            Self::Text(state) => state,
            Self::Element(state) => &**state,
            Self::Many(state) => state,
            Self::Live(state) => state,
            Self::View(state) => &**state,
        }
    }

    fn part_mut(&mut self) -> &mut dyn Mountable {
        match self {
            Self::Text(state) => state,
            Self::Element(state) => &mut **state,
            Self::Many(state) => state,
            Self::Live(state) => state,
            Self::View(state) => &mut **state,
        }
    }
}

impl Mountable for NodeState {
    fn unmount(&mut self) {
        self.part_mut().unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.part_mut().mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.part().insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        self.part().elements()
    }
}
