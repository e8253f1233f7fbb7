//! Promise 1: what a person writes, and what opens it, is in nothing that the browser sends, on no disk and in no log.

use std::{cell::RefCell, io};

use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use owner::Edit;
use vault::attribute::Attribute;

use crate::support::{Person, TestApp, typed};

const TEXTS: [(Attribute, &str); 3] = [
    (Attribute::Name, "Quillfeather Zanzibar"),
    (Attribute::Email, "xylograph@quokka.example"),
    (Attribute::Notes, "Mxyzptlk, said backwards"),
];

/// The needle as it might stand somewhere: plain, UTF-16, hexadecimal, base64 at each of the three offsets.
fn disguises(needle: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![
        needle.to_vec(),
        HEXLOWER.encode(needle).into(),
        HEXUPPER.encode(needle).into(),
    ];
    if let Ok(text) = std::str::from_utf8(needle) {
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    for encoding in [&BASE64, &BASE64URL] {
        for offset in 0..3 {
            let shifted = [vec![0; offset], needle.to_vec()].concat();
            let text = encoding.encode(&shifted);
            // The letters that also depend on what stands before and after are left out.
            let first = (offset * 8).div_ceil(6) + usize::from(offset > 0);
            let last = shifted.len() * 8 / 6;
            all.push(text.as_bytes()[first..last.max(first)].to_vec());
        }
    }
    all
}

fn holds(hay: &[u8], needle: &[u8]) -> bool {
    disguises(needle)
        .iter()
        .any(|disguise| hay.windows(disguise.len()).any(|window| window == disguise))
}

#[test]
fn the_scan_finds_what_is_planted() {
    let needle = b"Quillfeather Zanzibar";
    for offset in 0..3 {
        let hay = [vec![b'x'; offset], needle.to_vec(), b"more".to_vec()].concat();
        assert!(holds(&hay, needle));
        assert!(holds(BASE64.encode(&hay).as_bytes(), needle), "{offset}");
        assert!(holds(BASE64URL.encode(&hay).as_bytes(), needle), "{offset}");
        assert!(holds(HEXLOWER.encode(&hay).as_bytes(), needle), "{offset}");
    }
    let wide: Vec<u8> = "Quillfeather Zanzibar"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(holds(&wide, needle));
    assert!(!holds(b"Quillfeather", needle));
}

thread_local! {
    /// What this thread logs; one subscriber serves all threads, and drops what no test asked for.
    static LOGGED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct ThisThread;

impl io::Write for ThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.iter_mut().for_each(|logged| logged.extend(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_that_a_person_writes_or_holds_is_sent_stored_or_logged() {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(|| ThisThread)
        .init();
    LOGGED.set(Some(Vec::new()));

    let mut app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let edits = TEXTS.map(|(attribute, text)| Edit::Keep(typed(&app, attribute, text)));
    person.save(&app, &edits).await;
    let (grant, token) = person
        .share(&app, &TEXTS.map(|(attribute, _)| attribute), 30)
        .await;
    assert!(app.pull(&token, "").await.text().contains("Quillfeather"));
    app.pull(&token, "?fields=address").await;
    app.pull(&token[..token.len() - 3], "").await;
    let sent = person.browser.sent();

    let (a, key) = token["mydata_gt_".len()..].split_once('_').unwrap();
    let key = key.split_once('_').unwrap().1;
    let read = vault::token::Token::parse(&token).unwrap();
    let kit = person.kit.expose_text();
    let mut needles: Vec<&[u8]> = TEXTS.iter().map(|(_, text)| text.as_bytes()).collect();
    needles.extend([
        a.as_bytes(),
        key.as_bytes(),
        kit.as_bytes(),
        read.key().unwrap().expose_bytes(),
    ]);
    let (first, second) = person.passkey.prf;
    needles.extend([first.as_slice(), second.as_slice()]);

    let mut places = vec![
        ("sent", sent),
        ("stored", app.disk()),
        ("logged", LOGGED.take().unwrap()),
    ];
    for (place, bytes) in &places {
        assert!(bytes.len() > 1000, "only {} bytes {place}", bytes.len());
    }
    person.step(grant, "stop").await;
    app.close().await;
    places.push(("stored at the end", app.disk()));
    for (place, bytes) in &places {
        for (number, needle) in needles.iter().enumerate() {
            assert!(!holds(bytes, needle), "needle {number} is {place}");
        }
    }
}
