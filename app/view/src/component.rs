//! Components, which are Leptos's own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use rstml::{
    Infallible,
    node::{NodeAttribute, NodeElement, NodeName},
};
use syn::spanned::Spanned;

use crate::{refused, together};

/// Components have names that begin with a capital.
pub fn is(name: &NodeName) -> bool {
    name.to_string()
        .starts_with(|first: char| first.is_ascii_uppercase())
}

pub fn tokens(element: &NodeElement<Infallible>) -> TokenStream {
    let name = element.name();
    // Not a name that an expression in the view could mean.
    let props = Ident::new("props", Span::mixed_site());
    let mut given = Vec::new();
    // What may be there and comes as an `Option` is not for the builder, which takes the value itself.
    let mut optional = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            let error = refused(attribute.span(), "a prop has a name");
            return quote! { { #error crate::node::Node::nothing() } };
        };
        let key = attribute.key.to_string();
        let (prop, whole) = match key.strip_prefix("nostrip:") {
            Some(prop) => (prop, true),
            None => (key.as_str(), false),
        };
        let prop = format_ident!("{prop}", span = attribute.key.span());
        let value = match attribute.value() {
            Some(value) => quote! { #value },
            None => quote! { #prop },
        };
        if whole {
            optional.push(quote! {
                #props.#prop = { #value }.map(::leptos::prelude::IntoReactiveValue::into_reactive_value);
            });
        } else {
            given.push(quote! { .#prop(#[allow(unused_braces)] { #value }) });
        }
    }
    let children = (!element.children.is_empty()).then(|| {
        let children = together(&element.children);
        quote! { .children(::leptos::children::ToChildren::to_children(move || #children)) }
    });
    quote! {
        crate::node::component({
            #[allow(unused_mut, clippy::let_and_return)]
            ::leptos::component::component_view(
                #[allow(clippy::needless_borrows_for_generic_args)]
                &#name,
                {
                    let mut #props = ::leptos::component::component_props_builder(&#name)
                        #(#given)*
                        #children
                        .build();
                    #(#optional)*
                    #props
                },
            )
        })
    }
}
