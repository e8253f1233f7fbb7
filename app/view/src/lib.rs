//! The `view!` of the app. It reads what Leptos reads, with Leptos's parser, and makes nodes of one type
//! (`crate::node::Node`) of it, where Leptos's own makes a type of every element with everything in it. The browser's
//! bundle carries the framework's code once for each type of a view.

mod component;
mod element;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::{
    Parser, ParserConfig,
    node::{Node, NodeBlock},
};
use syn::spanned::Spanned;

/// Markup as a `Node`: elements with `name=value`, `class:name=condition`, `prop:name=value`, `on:event=handler` and
/// `node_ref=reference`; components; `"text"`; and `{expressions}` of anything that is `IntoNode`.
#[proc_macro]
pub fn view(markup: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let parser = Parser::new(ParserConfig::default().recover_block(true));
    let (nodes, errors) = parser.parse_recoverable(markup).split_vec();
    let errors = errors.into_iter().map(|error| error.emit_as_expr_tokens());
    let node = together(&nodes);
    quote! {
        {
            #(#errors;)*
            #[allow(unused_braces)]
            #node
        }
    }
    .into()
}

/// One node as it is, several as one.
fn together(nodes: &[Node]) -> TokenStream {
    match nodes {
        [node] => one(node),
        _ => {
            let nodes = nodes.iter().map(one);
            quote! { crate::node::Node::Many(::std::vec![#(#nodes),*]) }
        }
    }
}

fn one(node: &Node) -> TokenStream {
    if let Some(words) = words(node) {
        return quote! { crate::node::Node::Text(::std::borrow::Cow::Borrowed(#words)) };
    }
    match node {
        Node::Element(element) if component::is(element.name()) => component::tokens(element),
        Node::Element(element) => element::tokens(element),
        Node::Fragment(fragment) => together(&fragment.children),
        Node::Block(block) => {
            let value = match block {
                NodeBlock::ValidBlock(block) => quote! { #block },
                NodeBlock::Invalid(block) => quote! { #block },
            };
            quote_spanned! { block.span() => crate::node::IntoNode::into_node(#value) }
        }
        other => {
            let error = refused(other.span(), "neither an element nor a text");
            quote! { { #error crate::node::Node::nothing() } }
        }
    }
}

/// A statement that says at a place of the view what cannot stand there.
fn refused(place: Span, why: &str) -> TokenStream {
    quote_spanned! { place => ::core::compile_error!(#why); }
}

/// The text that a node is.
fn words(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.value_string()),
        Node::RawText(text) => Some(text.to_string_best()),
        _ => None,
    }
}
