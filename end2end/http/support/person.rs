//! A person with a passkey, a kit and an open vault.

use owner::{
    Renewal, Renewed,
    edit::{Edit, NewGrant},
    item::{Item, Source},
    kit::Kit,
    method::Unlocker,
    open::{Known, open},
    sign_up::{NewVault, PasskeyMade},
    vault::Vault,
};
use rand_core::OsRng;
use vault::{
    attribute::{Attribute, Value},
    bytes::Bytes,
    id::{GrantId, ItemId, MethodId},
    log::Entry,
    purpose::Purpose,
    wire::{
        Credential, LogPage, NewEpoch, RequestOptions, Save, Saved, SessionInfo, SignUp,
        SignUpOffer, SignUpStart, VaultRecord,
    },
};
use zeroize::Zeroizing;

use super::{Authenticator, Browser, DAY, Reply, TestApp};

pub const PURPOSE: Purpose = Purpose::ServiceProvision;

pub struct Person {
    pub browser: Browser,
    pub passkey: Authenticator,
    pub kit: Kit,
    pub vault: Vault,
    pub info: SessionInfo,
    /// The file of the bundle saved last.
    pub last_bundle: Option<Vec<u8>>,
    method: MethodId,
    salt: Bytes<32>,
}

/// A sign-up as far as the last step.
pub struct Offer {
    pub browser: Browser,
    pub passkey: Authenticator,
    pub new: NewVault,
    pub body: SignUp,
}

impl Person {
    pub async fn offer(
        app: &TestApp,
        setup_code: Option<&str>,
        kit_confirmed: bool,
    ) -> Result<Offer, Reply> {
        Self::offer_in(app.browser(), app, setup_code, kit_confirmed).await
    }

    /// The same in a browser of the caller's.
    pub async fn offer_in(
        mut browser: Browser,
        app: &TestApp,
        setup_code: Option<&str>,
        kit_confirmed: bool,
    ) -> Result<Offer, Reply> {
        let start = SignUpStart {
            setup_code: setup_code.map(str::to_owned),
        };
        let reply = browser.post("/api/me/sign-up/start", &start).await;
        if !reply.status.is_success() {
            return Err(reply);
        }
        let offer: SignUpOffer = reply.json();
        let (passkey, credential) =
            Authenticator::create(offer.person, &offer.options, &app.origin);
        let prf = (Zeroizing::new(passkey.prf.0), Zeroizing::new(passkey.prf.1));
        let new = NewVault::new(offer.person, PasskeyMade { credential, prf }, &mut OsRng);
        let body = new.sign_up(kit_confirmed, app.now()).unwrap();
        Ok(Offer {
            browser,
            passkey,
            new,
            body,
        })
    }

    /// The first person, who runs the server.
    pub async fn operator(app: &TestApp) -> Self {
        let code = app.setup_code.clone();
        Self::finish(app, Self::offer(app, Some(&code), true).await.unwrap()).await
    }

    pub async fn sign_up(app: &TestApp) -> Self {
        Self::finish(app, Self::offer(app, None, true).await.unwrap()).await
    }

    pub async fn finish(app: &TestApp, offer: Offer) -> Self {
        let Offer {
            mut browser,
            passkey,
            new,
            body,
        } = offer;
        let info: SessionInfo = browser.post("/api/me/sign-up/finish", &body).await.json();
        let record: VaultRecord = browser.get("/api/me/vault").await.json();
        let method = new.passkey_method();
        let vault = open(&record, method, &new.unlocker(), Known::default()).unwrap();
        let _ = app;
        Self {
            browser,
            passkey,
            kit: new.kit().clone(),
            vault,
            info,
            last_bundle: None,
            method,
            salt: body.passkey.salt,
        }
    }

    pub async fn record(&mut self) -> VaultRecord {
        self.browser.get("/api/me/vault").await.json()
    }

    /// Loads the vault as a device that remembers it.
    pub async fn reload(&mut self) {
        let record = self.record().await;
        let prf = self.passkey.prf;
        let credential = record
            .methods
            .iter()
            .find_map(|method| method.credential.clone())
            .unwrap();
        let unlocker = Unlocker::passkey(&prf.0, &prf.1, &self.salt, &credential.0);
        let memory = self.vault.memory();
        let pages: vault::wire::ManifestPage = self
            .browser
            .get(&format!("/api/me/manifests?after={}", memory.seq))
            .await
            .json();
        let known = Known {
            memory: Some(&memory),
            manifests: &pages.manifests,
            vault: None,
        };
        self.vault = open(&record, self.method, &unlocker, known).unwrap();
    }

    pub fn prepare(&self, app: &TestApp, edits: &[Edit]) -> Save {
        self.vault.prepare(edits, app.now()).unwrap().save
    }

    pub async fn send(&mut self, save: &Save) -> Reply {
        self.browser.post("/api/me/vault", save).await
    }

    /// Saves and goes on with what was saved.
    pub async fn save(&mut self, app: &TestApp, edits: &[Edit]) -> Saved {
        let prepared = self.vault.prepare(edits, app.now()).unwrap();
        let saved = self.send(&prepared.save).await.json();
        self.vault = prepared.next;
        let bundle = prepared
            .save
            .grants
            .last()
            .and_then(|grant| grant.bundles.last());
        self.last_bundle = bundle
            .map(|bundle| bundle.file.file().to_vec())
            .or(self.last_bundle.take());
        saved
    }

    pub fn new_grant(&self, app: &TestApp, attributes: &[Attribute], days: i64) -> NewGrant {
        NewGrant::new(
            "Harbour Light".to_owned(),
            "https://harbour.example".to_owned(),
            PURPOSE,
            attributes.to_vec(),
            owner::Choices::default(),
            app.now() + days * DAY,
            &mut OsRng,
        )
    }

    /// Shares some attributes; gives the grant and the whole token.
    pub async fn share(
        &mut self,
        app: &TestApp,
        attributes: &[Attribute],
        days: i64,
    ) -> (GrantId, String) {
        let grant = self.new_grant(app, attributes, days);
        self.save(app, &[Edit::Share(grant.clone())]).await;
        (grant.grant, grant.expose_token().to_string())
    }

    /// A profile with three values, and a grant of the first two.
    pub async fn with_share(app: &TestApp) -> (Self, GrantId, String) {
        let mut person = Self::sign_up(app).await;
        person.fill(app).await;
        let (grant, token) = person
            .share(app, &[Attribute::Name, Attribute::Email], 30)
            .await;
        (person, grant, token)
    }

    pub async fn fill(&mut self, app: &TestApp) {
        let edits = [
            Edit::Keep(typed(app, Attribute::Name, "Ada Example")),
            Edit::Keep(typed(app, Attribute::Email, "ada@home.example")),
            Edit::Keep(typed(app, Attribute::Notes, "Nobody's business")),
        ];
        self.save(app, &edits).await;
    }

    /// New keys that these methods do not have.
    pub fn renew(&self, app: &TestApp, removed: &[MethodId]) -> Renewed {
        let renewal = Renewal {
            removed,
            kit: None,
            at_hand: None,
        };
        self.vault
            .begin_epoch(&renewal, app.now(), &mut OsRng)
            .unwrap()
    }

    pub async fn send_epoch(&mut self, new: &NewEpoch) -> Reply {
        self.browser.post("/api/me/epoch", new).await
    }

    pub async fn step(&mut self, grant: GrantId, step: &str) -> Reply {
        let path = format!("/api/me/grants/{grant}/{step}");
        if step == "pause" {
            self.browser.post(&path, &serde_json::json!({})).await
        } else {
            self.browser.poke(&path).await
        }
    }

    /// The whole log, checked.
    pub async fn log(&mut self) -> Vec<Entry> {
        let page: LogPage = self.browser.get("/api/me/log").await.json();
        let mut chain = vault::log::Chain::new([]);
        let entries = page
            .entries
            .iter()
            .map(|entry| chain.take(entry.as_bytes()).unwrap())
            .collect();
        chain.finish(page.log).unwrap();
        entries
    }

    pub async fn touch(&mut self) -> Reply {
        let options: RequestOptions = self.browser.poke("/api/me/confirm/start").await.json();
        let answer: Credential = self.passkey.answer(&options);
        self.browser.post("/api/me/confirm/finish", &answer).await
    }

    pub async fn sign_in(&mut self, app: &TestApp) -> Reply {
        self.browser = app.browser();
        let options: RequestOptions = self.browser.poke("/api/me/sign-in/start").await.json();
        let answer = self.passkey.answer(&options);
        self.browser.post("/api/me/sign-in/finish", &answer).await
    }
}

/// An item as a person types it.
pub fn typed(app: &TestApp, attribute: Attribute, text: &str) -> Item {
    Item {
        id: ItemId::random(&mut OsRng),
        attribute,
        label: String::new(),
        value: Value::from_claim(&attribute, &text.into()).unwrap(),
        source: Source::Typed,
        updated_at: app.now(),
        default: true,
        history: Vec::new(),
    }
}
