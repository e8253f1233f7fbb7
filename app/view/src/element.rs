//! Elements of HTML and SVG.

use std::sync::atomic::{AtomicU32, Ordering};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use rstml::{
    Infallible,
    node::{KeyedAttribute, NodeAttribute, NodeElement},
};
use syn::spanned::Spanned;

use crate::{one, refused, words};

/// HTML's elements without content.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// The elements of SVG that are not HTML's too.
const SVG: [&str; 20] = [
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "rect",
    "stop",
    "svg",
    "text",
    "tspan",
    "use",
];

/// Counts the elements that stand in views, so that each has a number of its own.
static PLACES: AtomicU32 = AtomicU32::new(0);

pub fn tokens(markup: &NodeElement<Infallible>) -> TokenStream {
    let tag = markup.name().to_string();
    let kind = match tag.as_str() {
        void if VOID.contains(&void) => quote! { Void },
        svg if SVG.contains(&svg) => quote! { Svg },
        _ => quote! { Html },
    };
    let place = PLACES.fetch_add(1, Ordering::Relaxed);
    // Not a name that an expression in the view could mean.
    let element = Ident::new("element", Span::mixed_site());
    let attributes = markup.attributes().iter().map(|attribute| match attribute {
        NodeAttribute::Attribute(attribute) => attribute_tokens(&element, attribute),
        NodeAttribute::Block(block) => refused(block.span(), "an attribute has a name"),
    });
    let children = markup.children.iter().map(|child| match words(child) {
        Some(words) => quote! { #element.words(#words); },
        None => {
            let child = one(child);
            quote! { #element.child(#child); }
        }
    });
    // Statements and not one expression, so that the element is not moved from call to call.
    quote! {
        {
            let mut #element = crate::node::Element::new(crate::node::Kind::#kind, #tag, #place);
            #(#attributes)*
            #(#children)*
            crate::node::Node::Element(#element)
        }
    }
}

fn attribute_tokens(element: &Ident, attribute: &KeyedAttribute) -> TokenStream {
    let name = attribute.key.to_string();
    let value = match attribute.value() {
        Some(value) => quote! { #value },
        None => quote! { true },
    };
    match name.split_once(':') {
        Some(("class", class)) => quote! { #element.class(#class, #value); },
        Some(("prop", property @ ("checked" | "value"))) => {
            quote! { #element.property(#property, #value); }
        }
        Some(("on", event)) => {
            let event = format_ident!("{event}", span = attribute.key.span());
            quote! { #element.on(::leptos::ev::#event, #value); }
        }
        Some(_) => refused(
            attribute.key.span(),
            "only class:, on:, prop:checked and prop:value have a colon",
        ),
        None if name == "node_ref" => quote! { #element.reference(#value); },
        None if ["inner_html", "srcdoc", "style"].contains(&name.as_str())
            || name.starts_with("on") =>
        {
            refused(
                attribute.key.span(),
                "markup is written as markup, style stands in style sheets, and a listener after on:",
            )
        }
        None => match attribute.value_literal_string() {
            Some(text) => quote! { #element.text(#name, #text); },
            None => quote! { #element.attribute(#name, #value); },
        },
    }
}
