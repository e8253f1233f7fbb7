//! An element: built, changed, moved and written.

use std::borrow::Cow;

use leptos::tachys::{
    html::{
        attribute::{
            Attribute,
            any_attribute::{AnyAttribute, AnyAttributeState},
        },
        element::attributes_to_html,
    },
    renderer::{CastFrom, Rndr, types},
    view::{Mountable, Position, Render, RenderHtml},
};

use super::{Node, render::NodeState};

/// Whose element it is, and whether something can be in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// HTML's.
    Html,
    /// HTML's, without content.
    Void,
    /// SVG's.
    Svg,
}

/// An element with its attributes and what is in it.
pub struct Element {
    kind: Kind,
    tag: &'static str,
    /// Which element of which view it is.
    place: u32,
    attributes: Vec<AnyAttribute>,
    children: Vec<Node>,
}

/// An element on the page.
pub struct ElementState {
    place: u32,
    element: types::Element,
    attributes: Vec<AnyAttributeState>,
    children: Vec<NodeState>,
}

impl Element {
    /// An element with nothing on it and nothing in it.
    pub fn new(kind: Kind, tag: &'static str, place: u32) -> Box<Self> {
        Box::new(Self {
            kind,
            tag,
            place,
            attributes: Vec::new(),
            children: Vec::new(),
        })
    }

    /// Puts a node at the end.
    pub fn child(&mut self, child: Node) {
        self.children.push(child);
    }

    /// Puts a text at the end.
    pub fn words(&mut self, words: &'static str) {
        self.child(Node::Text(Cow::Borrowed(words)));
    }

    pub(super) fn add(&mut self, attribute: AnyAttribute) {
        self.attributes.push(attribute);
    }

    pub(super) fn build(self) -> ElementState {
        let namespace = match self.kind {
            Kind::Html | Kind::Void => None,
            Kind::Svg => Some("http://www.w3.org/2000/svg"),
        };
        let element = Rndr::create_element(self.tag, namespace);
        let attributes = self
            .attributes
            .into_iter()
            .map(|attribute| attribute.build(&element))
            .collect();
        let mut children: Vec<_> = self.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&element, None);
        }
        ElementState {
            place: self.place,
            element,
            attributes,
            children,
        }
    }

    /// Whether the element on the page is this one from an earlier making: the same of the same view. It keeps what the
    /// page knows of it, the focus for one, and its attributes and children are changed in place.
    pub(super) fn fits(&self, state: &ElementState) -> bool {
        self.place == state.place
    }

    pub(super) fn rebuild(self, state: &mut ElementState) {
        for (attribute, state) in self.attributes.into_iter().zip(&mut state.attributes) {
            attribute.rebuild(state);
        }
        for (child, state) in self.children.into_iter().zip(&mut state.children) {
            child.rebuild(state);
        }
    }

    pub(super) fn write(self, html: &mut String, position: &mut Position) {
        html.push('<');
        html.push_str(self.tag);
        // The only text that comes back is of an attribute that no element of ours has.
        let _inner = attributes_to_html(self.attributes, html);
        html.push('>');
        if self.kind != Kind::Void {
            *position = Position::FirstChild;
            for child in self.children {
                child.to_html_with_buf(html, position, true, false, Vec::new());
            }
            html.push_str("</");
            html.push_str(self.tag);
            html.push('>');
        }
        *position = Position::NextChild;
    }
}

impl Mountable for ElementState {
    fn unmount(&mut self) {
        Rndr::remove(&self.element);
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match Rndr::get_parent(&self.element).and_then(types::Element::cast_from) {
            Some(parent) => {
                child.mount(&parent, Some(&self.element));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.element.clone()]
    }
}
