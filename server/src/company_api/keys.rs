//! The keys that verify this server's receipts.

use std::sync::Arc;

use axum::extract::State;
use vault::{
    jws::PublicKey,
    wire::{KeySet, PublishedKey},
};

use crate::{body::Json, instance::Instance};

/// This server's public keys (RFC 7517).
#[utoipa::path(get, path = "/api/v1/keys", tag = "company", responses((status = 200, body = KeySet)))]
pub async fn list_keys(State(instance): State<Arc<Instance>>) -> Json<KeySet> {
    let key = PublicKey::of(&instance.signing_key);
    Json(KeySet {
        keys: vec![PublishedKey {
            key,
            kid: key.thumbprint().to_string(),
            alg: "EdDSA".to_owned(),
            usage: "sig".to_owned(),
        }],
    })
}
