//! Another device of a person.

use owner::{Added, PasskeyMade, Vault};
use rand_core::OsRng;
use vault::{
    bytes::Bytes,
    id::MethodId,
    wire::{AddPasskey, RequestOptions, Saved, SignUpOffer, VaultRecord},
};
use zeroize::Zeroizing;

use super::{Authenticator, Browser, Person, Reply, TestApp};

/// A device with a passkey of its own.
pub struct Device {
    pub browser: Browser,
    pub passkey: Authenticator,
    pub id: MethodId,
}

/// A passkey that was made, and that the server does not know yet.
pub struct Made {
    passkey: Authenticator,
    made: PasskeyMade,
}

impl Made {
    /// Sends it on top of a state of the vault.
    pub async fn send(
        &self,
        app: &TestApp,
        vault: &Vault,
        browser: &mut Browser,
    ) -> (Added, Reply) {
        let added = vault
            .add_passkey(&self.made, "Phone", app.now(), &mut OsRng)
            .unwrap();
        let reply = browser
            .post("/api/me/passkeys/finish", &added.request)
            .await;
        (added, reply)
    }

    /// The device, once the server has taken it.
    pub fn into_device(self, app: &TestApp, request: &AddPasskey) -> Device {
        Device {
            browser: app.browser(),
            passkey: self.passkey,
            id: request.passkey.id,
        }
    }
}

impl Device {
    /// Makes a passkey for an open vault.
    pub async fn make(app: &TestApp, person: &mut Person) -> Made {
        let offer: SignUpOffer = person.browser.poke("/api/me/passkeys/start").await.json();
        let (passkey, credential) =
            Authenticator::create(offer.person, &offer.options, &app.origin);
        let prf = (Zeroizing::new(passkey.prf.0), Zeroizing::new(passkey.prf.1));
        let made = PasskeyMade { credential, prf };
        Made { passkey, made }
    }

    /// Adds a passkey to an open vault.
    pub async fn add(app: &TestApp, person: &mut Person) -> Self {
        let made = Self::make(app, person).await;
        let (added, reply) = made.send(app, &person.vault, &mut person.browser).await;
        let _: Saved = reply.json();
        person.vault = added.next;
        made.into_device(app, &added.request)
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
