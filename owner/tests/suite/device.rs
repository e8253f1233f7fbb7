//! A person and their devices.

use owner::{
    Alarm, Choices, Edit, Item, Kit, Memory, NewGrant, NewVault, PasskeyMade, Unlocker, Vault,
    item::Source,
    open::{Known, open},
};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use vault::{
    attribute::{Attribute, COUNTRIES, CURRENCIES, Draft, Kind, LANGUAGES, Value},
    bytes::Blob,
    id::{GrantId, ItemId, PersonId},
    jws::Jws,
    manifest::MethodKind,
    purpose::Purpose,
    wire::{MethodRecord, NewCredential, VaultRecord},
};
use zeroize::Zeroizing;

use super::desk::{DAY, Desk, NOW, Refused};

/// A person with a passkey and a Recovery kit.
pub struct Person {
    pub prf: ([u8; 32], [u8; 32]),
    pub kit: Kit,
    pub rng: ChaCha20Rng,
}

/// A signed-up person and the server that they trust.
pub fn sign_up(seed: u64) -> (Person, Desk) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut prf = ([0; 32], [0; 32]);
    rng.fill_bytes(&mut prf.0);
    rng.fill_bytes(&mut prf.1);
    let id = PersonId::random(&mut rng);
    let made = PasskeyMade {
        credential: NewCredential {
            id: Blob(vec![7; 20]),
            attestation_object: Blob::default(),
            client_data: Blob::default(),
        },
        prf: (Zeroizing::new(prf.0), Zeroizing::new(prf.1)),
    };
    let new = NewVault::new(id, made, &mut rng);
    let kit = new.kit().clone();
    let desk = Desk::sign_up(id, new.sign_up(true, NOW).unwrap(), seed ^ 1).unwrap();
    (Person { prf, kit, rng }, desk)
}

pub fn method(record: &VaultRecord, kind: MethodKind) -> &MethodRecord {
    let mut methods = record.methods.iter();
    methods.find(|method| method.kind == kind).unwrap()
}

impl Person {
    pub fn passkey(&self, record: &VaultRecord) -> Unlocker {
        let passkey = method(record, MethodKind::Passkey);
        let credential = passkey.credential.clone().unwrap();
        let salt = passkey.salt.unwrap();
        Unlocker::passkey(&self.prf.0, &self.prf.1, &salt, &credential.0)
    }

    /// Opens what a server says with the passkey.
    pub fn open_as_told(
        &self,
        record: &VaultRecord,
        memory: Option<&Memory>,
        manifests: &[Jws],
    ) -> Result<Vault, Alarm> {
        let id = method(record, MethodKind::Passkey).id;
        open(
            record,
            id,
            &self.passkey(record),
            Known {
                memory,
                manifests,
                vault: None,
            },
        )
    }

    pub fn open(&self, desk: &Desk, memory: Option<&Memory>) -> Result<Vault, Alarm> {
        self.open_as_told(&desk.record, memory, &desk.after(memory))
    }

    pub fn open_fresh(&self, desk: &Desk) -> Vault {
        self.open(desk, None).unwrap()
    }

    pub fn item(&mut self, attribute: Attribute, text: &str, updated_at: i64) -> Item {
        Item {
            id: ItemId::random(&mut self.rng),
            attribute,
            label: String::new(),
            value: value(attribute, text),
            source: Source::Typed,
            updated_at,
            default: false,
            history: Vec::new(),
        }
    }

    pub fn grant(&mut self, purpose: Purpose, attributes: &[Attribute]) -> NewGrant {
        NewGrant::new(
            "Acme".into(),
            "https://acme.example".into(),
            purpose,
            attributes.to_vec(),
            Choices::default(),
            NOW + 90 * DAY,
            &mut self.rng,
        )
    }
}

/// A valid value made of a few words.
pub fn value(attribute: Attribute, text: &str) -> Value {
    let mut draft = Draft::value(text);
    if attribute.parts().len() > 1 {
        for part in attribute.parts() {
            let free = matches!(part.kind, Kind::Line(_) | Kind::Lines(_));
            let typed = if free {
                text.to_owned()
            } else {
                typed(part.kind, 7)
            };
            draft.set(part.name, typed);
        }
    }
    draft.check(&attribute, NOW as u64).unwrap()
}

/// Some text that a box takes.
pub fn typed(kind: Kind, number: u8) -> String {
    let place = usize::from(number);
    match kind {
        Kind::Line(_) | Kind::Lines(_) => format!("Value {number}"),
        Kind::Day(_) => format!("19{:02}-02-03", number % 90 + 10),
        Kind::Clock => format!("{:02}:30", number % 24),
        Kind::Email => format!("p{number}@example.org"),
        Kind::Phone => format!("+49 228 1000{number:03}"),
        Kind::Web => format!("https://example.org/{number}"),
        Kind::Country | Kind::CountryAlpha3 => COUNTRIES.get(place % 250).unwrap().into(),
        Kind::Language => LANGUAGES.get(place % 184).unwrap().into(),
        Kind::Zone => format!("Etc/GMT-{}", number % 12),
        Kind::Count(_) => (number % 9 + 1).to_string(),
        Kind::Switch => ["yes", "no"][place % 2].into(),
        Kind::Amount => format!("{number}.50"),
        Kind::Currency => CURRENCIES.get(place % 154).unwrap().into(),
        Kind::Choice(choices) => choices[place % choices.len()].into(),
        Kind::Iban => ["DE89370400440532013000", "GB82WEST12345698765432"][place % 2].into(),
        Kind::Gtin => ["4006381333931", "96385074"][place % 2].into(),
        Kind::Vin => format!("1M8GDM9AXKP042{number:03}"),
    }
}

/// Saves, and goes on with what was saved.
pub fn save(desk: &mut Desk, vault: &mut Vault, edits: &[Edit], now: i64) -> Result<(), Refused> {
    let prepared = vault.prepare(edits, now).unwrap();
    desk.take(&prepared.save)?;
    *vault = prepared.next;
    Ok(())
}

/// The values of an attribute, the default first.
pub fn texts(vault: &Vault, attribute: Attribute) -> Vec<String> {
    let items = vault.items();
    let own = items.iter().filter(|item| item.attribute == attribute);
    own.map(|item| item.value.one_line()).collect()
}

/// A vault with a few items and two shares: e-mail, name and birthday for one company, notes for another.
pub struct Household {
    pub person: Person,
    pub desk: Desk,
    pub vault: Vault,
    pub acme: NewGrant,
    pub other: NewGrant,
}

impl Household {
    pub fn new(seed: u64) -> Self {
        let (mut person, mut desk) = sign_up(seed);
        let mut vault = person.open_fresh(&desk);
        let edits = [
            Edit::Keep(person.item(Attribute::Email, "first@example.org", NOW)),
            Edit::Keep(person.item(Attribute::Email, "second@example.org", NOW)),
            Edit::Keep(person.item(Attribute::Name, "Ada Example", NOW)),
            Edit::Keep(person.item(Attribute::Birthdate, "1980-02-03", NOW)),
            Edit::Keep(person.item(Attribute::Notes, "Ring twice", NOW)),
        ];
        save(&mut desk, &mut vault, &edits, NOW).unwrap();
        let shared = [Attribute::Email, Attribute::Name, Attribute::Birthdate];
        let acme = person.grant(Purpose::DeliveryOfGoods, &shared);
        let other = person.grant(Purpose::AccountManagement, &[Attribute::Notes]);
        let edits = [Edit::Share(acme.clone()), Edit::Share(other.clone())];
        save(&mut desk, &mut vault, &edits, NOW + 1).unwrap();
        Self {
            person,
            desk,
            vault,
            acme,
            other,
        }
    }

    pub fn save(&mut self, edits: &[Edit], now: i64) -> Result<(), Refused> {
        save(&mut self.desk, &mut self.vault, edits, now)
    }

    /// The item of an attribute that companies get.
    pub fn default_item(&self, attribute: Attribute) -> Item {
        let items = self.vault.items();
        let mut own = items.into_iter().filter(|item| item.attribute == attribute);
        own.next().unwrap().clone()
    }

    pub fn seq(&self, grant: GrantId) -> u64 {
        self.desk.leaf(grant).unwrap().permissions[0].bundle.seq
    }
}
