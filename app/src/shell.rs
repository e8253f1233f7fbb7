//! The document around every page.

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::App;

/// The HTML document that the server answers with. It has no inline script of its own: `/pkg/start.js` loads the wasm.
pub fn shell() -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" content="#fbfbf7" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#1b2420" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <script src="/theme.js"></script>
                <link rel="stylesheet" href="/pkg/app.css"/>
                <link rel="modulepreload" href="/pkg/app.js"/>
                <link rel="modulepreload" href="/pkg/split.js"/>
                <script type="module" src="/pkg/start.js"></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
