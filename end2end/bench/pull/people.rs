//! A server with many people, each with many grants, made through the real code.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use futures::future::join_all;
use owner::Edit;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use vault::attribute::Attribute;

use crate::{
    load::Target,
    support::{Person, TestApp},
};

const GRANTS: usize = 100;
/// How many sign up at the same time.
const TOGETHER: usize = 8;

/// The server, and the tokens of its grants.
pub struct People {
    pub app: Arc<TestApp>,
    address: SocketAddr,
    /// Of every second grant.
    pub readable: Vec<String>,
    /// Of the others.
    pub sealed: Vec<String>,
}

impl People {
    pub async fn make(count: usize) -> Self {
        let app = Arc::new(TestApp::new().await);
        Person::operator(&app).await;
        let (mut readable, mut sealed) = (Vec::new(), Vec::new());
        let numbers: Vec<_> = (0..count).collect();
        for together in numbers.chunks(TOGETHER) {
            let people = together.iter().map(|number| {
                let app = Arc::clone(&app);
                tokio::spawn(person(app, *number))
            });
            for made in join_all(people).await {
                let tokens = made.unwrap();
                readable.extend(tokens.readable);
                sealed.extend(tokens.sealed);
            }
        }
        // Who asks at the same time asks for different people.
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        for tokens in [&mut readable, &mut sealed] {
            for last in (1..tokens.len()).rev() {
                let place = rng.next_u64() as usize % (last + 1);
                tokens.swap(last, place);
            }
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = app
            .router()
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self {
            app,
            address,
            readable,
            sealed,
        }
    }

    pub fn target(&self, name: &'static str, tokens: &[String]) -> Target {
        Target::new(name, self.address, "/api/v1/profile", tokens)
    }
}

struct Tokens {
    readable: Vec<String>,
    sealed: Vec<String>,
}

/// Signs up from an address of their own, and shares.
async fn person(app: Arc<TestApp>, number: usize) -> Tokens {
    let number = u32::try_from(number).unwrap();
    let address = SocketAddr::from((Ipv4Addr::from_bits(0x0a00_0000 + number), 4000));
    let mut browser = app.browser();
    browser.peer = address;
    let offer = Person::offer_in(browser, &app, None, true).await.unwrap();
    let mut person = Person::finish(&app, offer).await;
    person.fill(&app).await;
    let mut tokens = Tokens {
        readable: Vec::new(),
        sealed: Vec::new(),
    };
    let mut edits = Vec::with_capacity(GRANTS);
    for number in 0..GRANTS {
        let grant = person.new_grant(&app, &[Attribute::Name, Attribute::Email], 30);
        let grant = if number % 2 == 0 {
            tokens.readable.push(grant.expose_token().to_string());
            grant
        } else {
            let grant = grant.sealed();
            tokens.sealed.push(grant.expose_token().to_string());
            grant
        };
        edits.push(Edit::Share(grant));
    }
    person.save(&app, &edits).await;
    tokens
}
