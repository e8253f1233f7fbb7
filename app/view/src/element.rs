//! Elements of HTML and SVG.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use rstml::{
    Infallible,
    node::{KeyedAttribute, NodeAttribute, NodeElement},
};
use syn::spanned::Spanned;

use crate::{one, words};

/// HTML's elements without content.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];
/// The elements of SVG that a view can begin with.
const SVG: [&str; 10] = [
    "circle", "defs", "g", "line", "path", "pattern", "rect", "svg", "text", "use",
];

pub fn tokens(element: &NodeElement<Infallible>) -> TokenStream {
    let tag = element.name().to_string();
    let kind = match tag.as_str() {
        void if VOID.contains(&void) => quote! { Void },
        svg if SVG.contains(&svg) => quote! { Svg },
        _ => quote! { Html },
    };
    let attributes = element
        .attributes()
        .iter()
        .map(|attribute| match attribute {
            NodeAttribute::Attribute(attribute) => attribute_tokens(attribute),
            NodeAttribute::Block(block) => {
                quote_spanned! { block.span() => .compile_error("an attribute has a name") }
            }
        });
    let children = element.children.iter().map(|child| match words(child) {
        Some(words) => quote! { .words(#words) },
        None => {
            let child = one(child);
            quote! { .child(#child) }
        }
    });
    // Statements and not one expression, so that the element is not moved from call to call.
    quote! {
        {
            let mut element = crate::node::Element::new(crate::node::Kind::#kind, #tag);
            #(element #attributes;)*
            #(element #children;)*
            crate::node::Node::Element(element)
        }
    }
}

fn attribute_tokens(attribute: &KeyedAttribute) -> TokenStream {
    let name = attribute.key.to_string();
    let value = match attribute.value() {
        Some(value) => quote! { #value },
        None => quote! { true },
    };
    if let Some(class) = name.strip_prefix("class:") {
        return quote! { .class(#class, #value) };
    }
    if let Some(property) = name.strip_prefix("prop:") {
        return quote! { .property(#property, #value) };
    }
    if let Some(event) = name.strip_prefix("on:") {
        let event = format_ident!("{event}", span = attribute.key.span());
        return quote! { .on(::leptos::ev::#event, #value) };
    }
    if name == "node_ref" {
        return quote! { .reference(#value) };
    }
    match attribute.value_literal_string() {
        Some(text) => quote! { .text(#name, #text) },
        None => quote! { .attribute(#name, #value) },
    }
}
