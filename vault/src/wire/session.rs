//! Setting up, signing up and signing in.

use serde::{Deserialize, Serialize};

use crate::{
    bytes::{Blob, Bytes},
    id::{MethodId, PersonId},
    jws::{Jws, PublicKey},
    sealed::{Recipient, Sealed, kind},
};

/// `GET /api/setup`: what a browser must know before anybody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Nobody has claimed this server yet.
    pub unclaimed: bool,
    /// New people may sign up.
    pub sign_up_open: bool,
}

/// `POST /api/me/sign-up/start`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignUpStart {
    /// The code from the server's log; claims the server for its operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup_code: Option<String>,
}

/// The answer to [`SignUpStart`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignUpOffer {
    /// The new person's id; also the WebAuthn user handle.
    pub person: PersonId,
    /// What the passkey is made with.
    pub options: CreationOptions,
}

/// What `navigator.credentials.create` needs (WebAuthn Level 3, 5.4). The app adds the PRF inputs and a name that the
/// person chose; neither comes from the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreationOptions {
    /// Random, single use.
    pub challenge: Blob,
    /// The relying party id: the host name of the vault.
    pub rp_id: String,
    /// The vault's name in the passkey dialogue.
    pub rp_name: String,
    /// COSE algorithm numbers, best first.
    pub algorithms: Vec<i64>,
    /// The person's other passkeys: a device that has one of them makes no second.
    pub exclude: Vec<Blob>,
}

/// What `navigator.credentials.get` needs (WebAuthn Level 3, 5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestOptions {
    /// Random, single use.
    pub challenge: Blob,
    /// The relying party id.
    pub rp_id: String,
    /// The passkeys that may answer; empty: any of this vault.
    pub allow: Vec<Blob>,
}

/// A passkey just made: exactly what registration needs, and nothing of the extension results, which would hold the
/// PRF's output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCredential {
    /// The credential id.
    pub id: Blob,
    /// `response.attestationObject`
    pub attestation_object: Blob,
    /// `response.clientDataJSON`
    pub client_data: Blob,
}

/// A passkey's answer: exactly what an assertion needs, as [`NewCredential`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The credential id.
    pub id: Blob,
    /// `response.authenticatorData`
    pub authenticator_data: Blob,
    /// `response.clientDataJSON`
    pub client_data: Blob,
    /// `response.signature`
    pub signature: Blob,
    /// `response.userHandle`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<Blob>,
}

/// A passkey as an unlock method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// The method.
    pub id: MethodId,
    /// Its recipient.
    pub recipient: Recipient,
    /// The HKDF salt of this method.
    pub salt: Bytes<32>,
    /// The method's tag beside the keyring.
    pub tag: Bytes<32>,
}

/// The Recovery kit as an unlock method: its public halves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKit {
    /// The method.
    pub id: MethodId,
    /// Its recipient.
    pub recipient: Recipient,
    /// Its key for signing in; the server finds the person by the thumbprint.
    pub key: PublicKey,
    /// The method's tag beside the keyring.
    pub tag: Bytes<32>,
}

/// `POST /api/me/sign-up/finish`: stored in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// The passkey.
    pub credential: NewCredential,
    /// The passkey as an unlock method.
    pub passkey: NewPasskey,
    /// The Recovery kit as an unlock method.
    pub kit: NewKit,
    /// The keyring, sealed to both.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub keyring: Sealed<kind::Keyring>,
    /// The person's public signing key of epoch 1.
    pub signing_key: PublicKey,
    /// Manifest 1.
    pub manifest: Jws,
    /// Whether the person typed the kit back.
    pub kit_confirmed: bool,
}

/// `POST /api/me/sign-in/kit/start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KitChallenge {
    /// Random, single use.
    pub nonce: Bytes<32>,
}

/// What the kit's key signs (JWS `typ: mydata-kit-sign-in+jwt`, header `jwk`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KitSignIn {
    /// From [`KitChallenge`].
    pub nonce: Bytes<32>,
    /// The origin of the page, so that another site's nonce can't be signed for it.
    pub origin: String,
}

/// `POST /api/me/sign-in/kit/finish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KitProof {
    /// A signed [`KitSignIn`].
    pub proof: Jws,
}

/// `POST /api/me/kit/confirmed`: the person typed this kit back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KitConfirmed {
    /// The kit's method. A kit that has been replaced meanwhile is not the one that counts.
    pub kit: MethodId,
}

/// Who is signed in: the answer of every sign-in, and of `GET /api/me/session`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionInfo {
    /// The person.
    pub person: PersonId,
    /// Whether the person runs this server.
    pub operator: bool,
    /// Until when the last touch counts as fresh, in unix seconds.
    pub fresh_until: i64,
}
