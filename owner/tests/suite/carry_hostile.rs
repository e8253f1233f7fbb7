//! Files that somebody made to break the reader: none panics, none takes long, and what is too much is refused.

use owner::{
    Edit,
    import::{ImportError, Imported, LARGEST_FOREIGN, MOST, read},
    item::MOST_HISTORY,
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    carry::{SAMPLES, context},
    desk::NOW,
    device::sign_up,
    promise::CASES,
};

fn tried(file: &[u8], name: &str) -> Result<Imported, ImportError> {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    read(file, name, &context(Some("DE")), &mut rng)
}

#[test]
fn an_export_that_somebody_made_brings_no_more_than_a_vault_would_keep() {
    let past = |number: i64| {
        format!(
            "{{\"updated_at\":{},\"value\":\"old {number}\"}}",
            NOW + 1_000 - number
        )
    };
    let history: Vec<_> = (0..500).map(past).collect();
    let file = format!(
        "{{\"format\":\"mydata-export/v1\",\"items\":[{{\"typ\":\"mydata-item/v1\",\"id\":\"itm_00000000000000000000000000000001\",\"attribute\":\"notes\",\"label\":\"a\u{202e}b\\n{}\",\"source\":\"typed\",\"updated_at\":{},\"default\":true,\"history\":[{}],\"value\":\"now\"}}]}}",
        "x".repeat(5_000),
        NOW + 900,
        history.join(",")
    );
    let imported = tried(file.as_bytes(), "a.json").unwrap();
    let (person, desk) = sign_up(82);
    let vault = person.open_fresh(&desk);
    let lines = vault.review(&imported.cards[0].candidates, NOW);
    assert_eq!(lines.len(), 1);
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let edits = vault.import(&lines, NOW, &mut rng);
    let [Edit::Keep(item)] = edits.as_slice() else {
        panic!("one item");
    };
    assert!(item.updated_at <= NOW);
    assert!(item.history.len() <= MOST_HISTORY);
    assert!(item.history.iter().all(|past| past.updated_at <= NOW));
    assert!(item.label.len() <= 200 && !item.label.contains(['\u{202e}', '\n']));
}

#[test]
fn what_is_no_contact_is_told_apart() {
    let many = "BEGIN:VCARD\nFN:A\nEND:VCARD\n".repeat(MOST + 1);
    let large = vec![b'a'; LARGEST_FOREIGN + 1];
    let deep = "[".repeat(100_000);
    let nested = [
        "{\"name\":",
        &"{\"a\":".repeat(200),
        "1",
        &"}".repeat(200),
        "}",
    ]
    .concat();
    let wide = "a,".repeat(10_000) + "\n1";
    for (file, name, error) in [
        (&b""[..], "a.vcf", ImportError::Empty),
        (b" \r\n\t", "a.csv", ImportError::Empty),
        (b"\xef\xbb\xbf", "a.csv", ImportError::Empty),
        (b"\xff\xfe", "a.csv", ImportError::Empty),
        (b"BEGIN:VCARD", "a.vcf", ImportError::Empty),
        (
            b"BEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n",
            "a.vcf",
            ImportError::Empty,
        ),
        (b"Name,Email\n", "a.csv", ImportError::Empty),
        (b"PK\x03\x04takeout", "takeout.zip", ImportError::Archive),
        (b"\x1f\x8b\x08takeout", "takeout.tgz", ImportError::Archive),
        (
            b"age-encryption.org/v1\n-> X25519",
            "a.age",
            ImportError::Sealed,
        ),
        (b"%PDF-1.7", "a.pdf", ImportError::Unknown),
        (
            b"<html><body>name</body></html>",
            "a.html",
            ImportError::Unknown,
        ),
        (b"Dear diary,", "diary.txt", ImportError::Unknown),
        (b"\x89PNG\r\n\x1a\n", "a.png", ImportError::Unknown),
        (b"{\"weather\":\"fine\"}", "a.json", ImportError::Unknown),
        (b"[1,2,3]", "a.json", ImportError::Unknown),
        (b"{\"name\":\"Ada\"", "a.json", ImportError::Damaged),
        (
            b"{\"name\":\"Ada\",\"name\":\"Bea\"}",
            "a.json",
            ImportError::Damaged,
        ),
        (deep.as_bytes(), "a.json", ImportError::Damaged),
        (nested.as_bytes(), "a.json", ImportError::Damaged),
        (
            &large,
            "a.csv",
            ImportError::TooLarge {
                most: LARGEST_FOREIGN,
            },
        ),
        (
            many.as_bytes(),
            "a.vcf",
            ImportError::TooMany { most: MOST },
        ),
        (
            wide.as_bytes(),
            "a.csv",
            ImportError::TooMany { most: 2_000 },
        ),
    ] {
        let start = String::from_utf8_lossy(&file[..file.len().min(30)]).into_owned();
        assert_eq!(tried(file, name).err(), Some(error), "{start}");
    }
}

/// How large: what takes the square of it would not come to an end in the time of a test.
const LARGE: usize = if cfg!(target_arch = "wasm32") {
    300_000
} else {
    2_000_000
};

/// A large file, and all of it in the one place that would cost most.
#[test]
fn what_is_large_in_one_place_is_read_or_refused_in_time() {
    let fill = |start: &str, unit: &str, end: &str| {
        let count = (LARGE - start.len() - end.len()) / unit.len();
        [start, &unit.repeat(count), end].concat()
    };
    let named = "x".repeat(LARGE / 3);
    let numbered = |unit: fn(usize) -> String, start: &str| -> String {
        let mut text = String::from(start);
        let mut number = 0;
        while text.len() < LARGE - 40 {
            text.push_str(&unit(number));
            number += 1;
        }
        text
    };
    for (what, text) in [
        (
            "a long line",
            fill("BEGIN:VCARD\nNOTE:", "word ", "\nEND:VCARD"),
        ),
        (
            "a folded line",
            fill("BEGIN:VCARD\nNOTE:a\n", " b\n", "\nEND:VCARD"),
        ),
        ("one word", fill("BEGIN:VCARD\nX-A:", "a", "\nEND:VCARD")),
        (
            "quoted-printable",
            fill("BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:", "=\n", "\nEND:VCARD"),
        ),
        (
            "base64 lines",
            fill("BEGIN:VCARD\nPHOTO;BASE64:\n", "AAAA\n", "\nEND:VCARD"),
        ),
        (
            "parameters",
            fill("BEGIN:VCARD\nTEL", ";A=B", ":1\nEND:VCARD"),
        ),
        (
            "types",
            numbered(|number| format!("t{number},"), "BEGIN:VCARD\nTEL;TYPE="),
        ),
        ("names", fill("BEGIN:VCARD\nNICKNAME:", "a,", "\nEND:VCARD")),
        (
            "other names",
            numbered(|number| format!("n{number},"), "BEGIN:VCARD\nNICKNAME:"),
        ),
        ("parts", fill("BEGIN:VCARD\nORG:", "a;", "\nEND:VCARD")),
        ("properties", fill("BEGIN:VCARD\n", "A:b\n", "END:VCARD")),
        (
            "other properties",
            numbered(|number| format!("NOTE:{number}\n"), "BEGIN:VCARD\n"),
        ),
        (
            "groups",
            numbered(|number| format!("g{number}.TEL:1\n"), "BEGIN:VCARD\n"),
        ),
        (
            "a label for all",
            format!(
                "BEGIN:VCARD\ng.X-ABLABEL:{named}\n{}",
                "g.A:b\n".repeat(9_000)
            ),
        ),
        (
            "a name for all",
            format!("BEGIN:VCARD\n{named};A=b:{}", "a;".repeat(9_000)),
        ),
        ("nested cards", fill("", "BEGIN:VCARD\n", "")),
        (
            "languages",
            numbered(|number| format!("INTEREST:i{number}\n"), "BEGIN:VCARD\n"),
        ),
        (
            "interests",
            numbered(|number| format!("i{number},"), "interests,name\n\""),
        ),
        ("rows", fill("Name\n", "a\n", "")),
        ("cells", fill("Name,Email\n", ",", "")),
        ("a cell", fill("Name\n\"", "\"\"", "\"")),
        ("apostrophes", fill("Name\n", "'", "=1")),
        (
            "a wide name",
            format!("Name,{named}\n{}", "a,b\n".repeat(LARGE / 10)),
        ),
        (
            "a list",
            fill("{\"name\":\"Ada\",\"interests\":[", "\"a\",", "1]}"),
        ),
        ("an object", fill("{\"name\":\"Ada\",\"x\":[", "{},", "1]}")),
        (
            "a long path",
            format!(
                "{{\"name\":\"A\",\"{named}\":[{}1]}}",
                "{\"a\":1},".repeat(LARGE / 20)
            ),
        ),
        (
            "an own export",
            fill("{\"format\":\"mydata-export/v1\",\"items\":[", "0,", "1]}"),
        ),
        (
            "an own list",
            numbered(
                |number| format!("\"i{number}\","),
                "{\"format\":\"mydata-export/v1\",\"items\":[{\"typ\":\"mydata-item/v1\",\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"attribute\":\"interests\",\"label\":\"\",\"source\":\"typed\",\"updated_at\":1,\"default\":true,\"history\":[],\"value\":[",
            ) + "\"a\"]}]}",
        ),
        (
            "wide letters",
            String::from_utf8(b"\xef\xbb\xbfName\n".to_vec()).unwrap() + &"é".repeat(LARGE / 3),
        ),
    ] {
        assert!(text.len() <= LARGE, "{what}");
        let read = tried(text.as_bytes(), "a.csv");
        // Nothing that came of it is many times as large as the file.
        let mut size = 0;
        for card in read.iter().flat_map(|read| &read.cards) {
            size += card
                .candidates
                .iter()
                .map(|one| one.text.len() + one.name.len() + one.label.len())
                .sum::<usize>();
            size += card
                .left
                .iter()
                .map(|left| left.text.len() + left.name.len())
                .sum::<usize>();
        }
        assert!(size < 8 * LARGE, "{what}: {size}");
    }
}

#[test]
fn cards_within_cards_come_to_an_end() {
    let text = "BEGIN:VCARD\nFN:A\nAGENT:\n".repeat(1_000);
    assert!(tried(text.as_bytes(), "a").unwrap().cards.len() <= 10);
}

#[test]
fn what_is_cut_short_is_read_as_far_as_it_goes() {
    let imported = tried(
        b"BEGIN:VCARD\nFN:Ada Quill\nNOTE;ENCODING=QUOTED-PRINTABLE:half=20a=",
        "a.vcf",
    )
    .unwrap();
    assert_eq!(imported.cards[0].title, "Ada Quill");
    assert_eq!(imported.cards[0].candidates[1].text, "half a");
}

#[test]
fn a_line_that_lost_its_fold_is_kept() {
    let card = "BEGIN:VCARD\nFN:Ada Quill\nNOTE:one\ntwo\n\nthree\nTEL:1\nEND:VCARD\n";
    let imported = tried(card.as_bytes(), "a.vcf").unwrap();
    let mut notes = imported.cards[0].candidates.iter();
    assert!(notes.any(|one| one.text == "one\ntwo\nthree"));
}

#[test]
fn text_that_pretends_is_shown_and_kept_harmless() {
    let card = "BEGIN:VCARD\nFN:Ada\u{202e}lliuQ\nX-\u{202e}EVIL:<script>alert(1)</script>\u{200b}\u{0}\nURL:javascript://evil.example\nEND:VCARD\n";
    let imported = tried(card.as_bytes(), "\u{202e}fcv.a").unwrap();
    let (person, desk) = sign_up(81);
    let vault = person.open_fresh(&desk);
    let lines = vault.review(&imported.cards[0].candidates, NOW);
    for line in &lines {
        if let Some(value) = &line.value {
            let text = value.claim().to_string();
            assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{0}']), "{text}");
            assert!(!text.contains("javascript") || value.attribute().is_custom());
        }
        assert!(
            !line.candidate.label.contains('\u{202e}') && !line.candidate.name.contains('\u{202e}')
        );
    }
    assert!(
        lines
            .iter()
            .any(|line| line.candidate.text.starts_with("<script>") && line.value.is_some())
    );
}

/// A sample with a few bytes changed, put in, taken out, or twice.
fn changed() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let change = (
        any::<prop::sample::Index>(),
        0..5_u8,
        prop::sample::select(b"\n\r;:,=\"\\'.\t \0\xffAB1/^-+{}[]".to_vec()),
    );
    (0..SAMPLES.len(), prop::collection::vec(change, 1..12)).prop_map(|(sample, changes)| {
        let mut file = SAMPLES[sample].file.to_vec();
        for (place, what, byte) in changes {
            if file.is_empty() {
                break;
            }
            let place = place.index(file.len());
            match what {
                0 => file[place] = byte,
                1 => file.insert(place, byte),
                2 => drop(file.remove(place)),
                3 => file.truncate(place),
                _ => {
                    let more = file[place..].to_vec();
                    file.extend(more);
                }
            }
        }
        (sample, file)
    })
}

/// Whatever was read can be reviewed, kept, and sealed.
fn used(file: &[u8], name: &str) {
    let Ok(imported) = tried(file, name) else {
        return;
    };
    let (person, desk) = sign_up(81);
    let vault = person.open_fresh(&desk);
    for card in &imported.cards {
        let lines = vault.review(&card.candidates, NOW);
        let edits = vault.import(&lines, NOW, &mut ChaCha20Rng::seed_from_u64(4));
        assert!(vault.prepare(&edits, NOW).is_ok());
    }
}

proptest! {
    #![proptest_config(Config {
        cases: CASES * 4,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_123),
        ..Config::default()
    })]

    #[test]
    fn no_bytes_break_it(file in prop::collection::vec(any::<u8>(), 0..400), start in 0..7_usize) {
        let starts = [&b""[..], b"BEGIN:VCARD\n", b"BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE:", b"Name,Email,Birthday\n", b"{\"name\":", b"\xff\xfe", b"item,attribute,label,part,value,first_choice,changed,source\n"];
        drop(tried(&[starts[start], &file].concat(), "a.csv"));
    }

    #[test]
    fn no_letters_break_it(text: String, home in "[A-Z]{2}") {
        for start in ["BEGIN:VCARD\nBDAY:", "BEGIN:VCARD\nTEL:", "BEGIN:VCARD\nADR:", "BEGIN:VCARD\nX-", "Birthday,Phone\n", "sep="] {
            let mut rng = ChaCha20Rng::seed_from_u64(3);
            drop(read([start, &text].concat().as_bytes(), "a.csv", &context(Some(&home)), &mut rng));
        }
    }
}

proptest! {
    #![proptest_config(Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_124),
        ..Config::default()
    })]

    #[test]
    fn no_change_breaks_it((sample, file) in changed()) {
        used(&file, SAMPLES[sample].name);
    }
}
