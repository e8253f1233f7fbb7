//! Another device of a person.

use owner::PasskeyMade;
use rand_core::OsRng;
use vault::{
    bytes::Bytes,
    id::MethodId,
    wire::{RequestOptions, Saved, SignUpOffer, VaultRecord},
};
use zeroize::Zeroizing;

use super::{Authenticator, Browser, Person, Reply, TestApp};

/// A device with a passkey of its own.
pub struct Device {
    pub browser: Browser,
    pub passkey: Authenticator,
    pub id: MethodId,
}

impl Device {
    /// Adds a passkey to an open vault.
    pub async fn add(app: &TestApp, person: &mut Person) -> Self {
        let offer: SignUpOffer = person.browser.poke("/api/me/passkeys/start").await.json();
        let (passkey, credential) =
            Authenticator::create(offer.person, &offer.options, &app.origin);
        let prf = (Zeroizing::new(passkey.prf.0), Zeroizing::new(passkey.prf.1));
        let made = PasskeyMade { credential, prf };
        let added = person
            .vault
            .add_passkey(&made, "Phone", app.now(), &mut OsRng)
            .unwrap();
        let reply = person
            .browser
            .post("/api/me/passkeys/finish", &added.request)
            .await;
        let _: Saved = reply.json();
        person.vault = added.next;
        Self {
            browser: app.browser(),
            passkey,
            id: added.request.passkey.id,
        }
    }

    pub async fn sign_in(&mut self) -> Reply {
        let options: RequestOptions = self.browser.poke("/api/me/sign-in/start").await.json();
        let answer = self.passkey.answer(&options);
        self.browser.post("/api/me/sign-in/finish", &answer).await
    }

    pub fn made(&self, record: &VaultRecord) -> (owner::Unlocker, Bytes<32>) {
        let mut methods = record.methods.iter();
        let method = methods.find(|method| method.id == self.id).unwrap();
        let salt = method.salt.unwrap();
        let (first, second) = &self.passkey.prf;
        let credential = &method.credential.as_ref().unwrap().0;
        (
            owner::Unlocker::passkey(first, second, &salt, credential),
            salt,
        )
    }
}
