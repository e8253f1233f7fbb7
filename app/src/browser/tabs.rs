//! Other tabs of the same browser. They lock together, and a tab opened beside an unlocked one takes its keyring over:
//! sealed to a recipient made for this one use, so that no key lies open in a message.

use owner::{Keyring, Vault};
use rand_core::OsRng;
use serde::{Deserialize, Serialize};
use vault::{
    json,
    sealed::{Identity, Recipient, Sealed, kind},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "mydata";

#[derive(Serialize)]
#[serde(tag = "say", rename_all = "snake_case")]
enum Message {
    /// Every tab locks.
    Lock,
    /// Another tab saved; what this one holds is old.
    Saved { seq: u64 },
    /// A tab that is locked asks an unlocked one.
    Ask { to: Recipient },
    /// The answer, for the tab that made the recipient.
    Give {
        to: Recipient,
        keyring: Sealed<kind::Keyring>,
    },
}

/// The members of any [`Message`].
#[derive(Deserialize)]
struct Said {
    seq: Option<u64>,
    to: Option<Recipient>,
    keyring: Option<Sealed<kind::Keyring>>,
}

impl Message {
    fn read(text: &str) -> Option<Self> {
        let (say, said) = json::read_tagged(text, "say").ok()?;
        let Said { seq, to, keyring } = Said::deserialize(said).ok()?;
        match &*say {
            "lock" => Some(Self::Lock),
            "saved" => Some(Self::Saved { seq: seq? }),
            "ask" => Some(Self::Ask { to: to? }),
            "give" => Some(Self::Give {
                to: to?,
                keyring: keyring?,
            }),
            _ => None,
        }
    }
}

/// What a tab does when another speaks.
pub struct Ears {
    pub lock: Box<dyn Fn()>,
    pub saved: Box<dyn Fn(u64)>,
    pub given: Box<dyn Fn(Keyring)>,
    pub unlocked: Box<dyn Fn() -> Option<std::sync::Arc<Vault>>>,
}

/// This tab's place in the conversation.
#[derive(Clone)]
pub struct Tabs {
    channel: Option<BroadcastChannel>,
    own: Option<Recipient>,
}

impl Tabs {
    /// Joins the other tabs.
    pub fn join(ears: Ears) -> Self {
        let identity = Identity::random(&mut OsRng);
        let own = identity.recipient().ok();
        let tabs = Self {
            channel: BroadcastChannel::new(CHANNEL).ok(),
            own,
        };
        let speaker = tabs.clone();
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let message = event
                .data()
                .as_string()
                .and_then(|text| Message::read(&text));
            match message {
                Some(Message::Lock) => (ears.lock)(),
                Some(Message::Saved { seq }) => (ears.saved)(seq),
                Some(Message::Ask { to }) => {
                    let keyring = (ears.unlocked)().and_then(|vault| vault.hand_over(&to).ok());
                    if let Some(keyring) = keyring {
                        speaker.say(&Message::Give { to, keyring });
                    }
                }
                Some(Message::Give { to, keyring }) if Some(&to) == speaker.own.as_ref() => {
                    if let Ok(keyring) = Vault::take_over(&keyring, &identity) {
                        (ears.given)(keyring);
                    }
                }
                Some(Message::Give { .. }) | None => {}
            }
        });
        if let Some(channel) = &tabs.channel {
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
        // The listener lives as long as the page.
        heard.forget();
        tabs
    }

    /// Locks every other tab.
    pub fn lock(&self) {
        self.say(&Message::Lock);
    }

    /// Tells the other tabs of a save.
    pub fn saved(&self, seq: u64) {
        self.say(&Message::Saved { seq });
    }

    /// Asks an unlocked tab for the keyring.
    pub fn ask(&self) {
        if let Some(to) = self.own.clone() {
            self.say(&Message::Ask { to });
        }
    }

    fn say(&self, message: &Message) {
        if let (Some(channel), Ok(text)) = (&self.channel, serde_json::to_string(message)) {
            let _ = channel.post_message(&JsValue::from_str(&text));
        }
    }
}
