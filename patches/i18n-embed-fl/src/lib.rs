//! Stands in for `i18n-embed-fl`, with which age looks its error messages up.
//!
//! Those messages are never shown: `vault` turns every error of age's into one of its own, which says nothing more on
//! purpose. With the true crate a single message links age's translations into the browser's bundle, and the engine that
//! parses, chooses and formats them.

/// The message's id. Neither the loader of translations nor the message's arguments are evaluated.
#[macro_export]
macro_rules! fl {
    ($loader:expr, $message_id:literal $(, $argument:expr)* $(,)?) => {
        ::std::string::String::from($message_id)
    };
}
