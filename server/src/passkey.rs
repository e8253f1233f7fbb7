//! Between our own wire types, which can't carry a PRF's output, and those of the WebAuthn library.

use vault::{
    bytes::Blob,
    wire::{CreationOptions, Credential, NewCredential, RequestOptions},
};
use webauthn_rs_proto::{
    AuthenticationExtensionsClientOutputs, AuthenticatorAssertionResponseRaw,
    AuthenticatorAttestationResponseRaw, CreationChallengeResponse, PublicKeyCredential,
    RegisterPublicKeyCredential, RegistrationExtensionsClientOutputs, RequestChallengeResponse,
};

const KIND: &str = "public-key";

/// What a browser needs to make a passkey. Extensions are the app's own business.
pub fn creation_options(challenge: CreationChallengeResponse) -> CreationOptions {
    let options = challenge.public_key;
    CreationOptions {
        challenge: Blob(options.challenge),
        rp_id: options.rp.id,
        rp_name: options.rp.name,
        algorithms: options
            .pub_key_cred_params
            .iter()
            .map(|parameter| parameter.alg)
            .collect(),
        exclude: options
            .exclude_credentials
            .into_iter()
            .flatten()
            .map(|known| Blob(known.id))
            .collect(),
    }
}

/// What a browser needs to ask a passkey.
pub fn request_options(challenge: RequestChallengeResponse) -> RequestOptions {
    let options = challenge.public_key;
    RequestOptions {
        challenge: Blob(options.challenge),
        rp_id: options.rp_id,
        allow: options
            .allow_credentials
            .into_iter()
            .map(|allowed| Blob(allowed.id))
            .collect(),
    }
}

/// A new passkey as the library takes it.
pub fn registration(new: NewCredential) -> RegisterPublicKeyCredential {
    RegisterPublicKeyCredential {
        id: text(&new.id),
        raw_id: new.id.0,
        response: AuthenticatorAttestationResponseRaw {
            attestation_object: new.attestation_object.0,
            client_data_json: new.client_data.0,
            transports: None,
        },
        type_: KIND.to_owned(),
        extensions: RegistrationExtensionsClientOutputs::default(),
    }
}

/// A passkey's answer as the library takes it.
pub fn assertion(answer: Credential) -> PublicKeyCredential {
    PublicKeyCredential {
        id: text(&answer.id),
        raw_id: answer.id.0,
        response: AuthenticatorAssertionResponseRaw {
            authenticator_data: answer.authenticator_data.0,
            client_data_json: answer.client_data.0,
            signature: answer.signature.0,
            user_handle: answer.user_handle.map(|handle| handle.0),
        },
        extensions: AuthenticationExtensionsClientOutputs::default(),
        type_: KIND.to_owned(),
    }
}

fn text(id: &Blob) -> String {
    vault::bytes::to_base64url(&id.0)
}
