//! Several devices, lost answers and wrong clocks: no value is lost, and nobody locks themselves out.

use owner::Edit;
use vault::{attribute::Attribute, purpose::Purpose};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{DAY, NOW, Refused},
    device::{Household, save, sign_up, texts, value},
};

#[test]
fn two_devices_merge_without_losing_a_value() {
    let mut house = Household::new(13);
    let mut second = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    let base = house.default_item(Attribute::Email);
    let edit = |text, at| {
        let mut item = base.clone();
        item.value = value(Attribute::Email, text);
        item.updated_at = at;
        Edit::Keep(item)
    };
    let phone = house
        .person
        .item(Attribute::PhoneNumber, "+49 228 1234567", NOW + 9);
    let grant = house
        .person
        .grant(Purpose::DirectMarketing, &[Attribute::PhoneNumber]);
    let newer = [edit("newer@example.org", NOW + 20)];
    let older = [
        edit("older@example.org", NOW + 10),
        Edit::Keep(phone),
        Edit::Share(grant.clone()),
    ];
    house.save(&newer, NOW + 20).unwrap();
    assert_eq!(
        save(&mut house.desk, &mut second, &older, NOW + 21),
        Err(Refused::Conflict)
    );
    second = house
        .person
        .open(&house.desk, Some(&second.memory()))
        .unwrap();
    save(&mut house.desk, &mut second, &older, NOW + 21).unwrap();

    let merged = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    let email = merged.item(base.id).unwrap();
    assert_eq!(email.value.one_line(), "newer@example.org");
    let past: Vec<_> = email
        .history
        .iter()
        .map(|past| past.value.one_line())
        .collect();
    assert_eq!(past, ["older@example.org", "first@example.org"]);
    assert_eq!(texts(&merged, Attribute::PhoneNumber), ["+492281234567"]);
    let shared = house
        .desk
        .pull(&grant.expose_token(), Purpose::DirectMarketing, NOW + 22);
    assert_eq!(
        shared.unwrap().bundle.claims["phone_number"],
        "+492281234567"
    );
}

#[test]
fn an_item_changed_elsewhere_outlives_an_earlier_removal() {
    let mut house = Household::new(14);
    let item = house.default_item(Attribute::Notes);
    let mut changed = item.clone();
    changed.value = value(Attribute::Notes, "Ring three times");
    changed.updated_at = NOW + 20;
    let mut second = house.vault.clone();
    house.save(&[Edit::Keep(changed)], NOW + 20).unwrap();
    let remove = [Edit::Remove {
        item: item.id,
        at: NOW + 10,
    }];
    assert_eq!(
        save(&mut house.desk, &mut second, &remove, NOW + 21),
        Err(Refused::Conflict)
    );
    second = house
        .person
        .open(&house.desk, Some(&second.memory()))
        .unwrap();
    save(&mut house.desk, &mut second, &remove, NOW + 21).unwrap();
    assert_eq!(texts(&second, Attribute::Notes), ["Ring three times"]);
}

#[test]
fn a_save_whose_answer_was_lost_can_be_made_again() {
    let mut house = Household::new(15);
    let grant = house
        .person
        .grant(Purpose::DirectMarketing, &[Attribute::Email]);
    let edits = [Edit::Share(grant.clone())];
    let lost = house.vault.prepare(&edits, NOW + 2).unwrap();
    house.desk.take(&lost.save).unwrap();
    assert_eq!(house.save(&edits, NOW + 3), Err(Refused::Conflict));
    house.vault = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    house.save(&edits, NOW + 3).unwrap();
    assert_eq!(house.seq(grant.grant), 1);
    assert!(
        house
            .desk
            .pull(&grant.expose_token(), Purpose::DirectMarketing, NOW + 4)
            .is_ok()
    );
}

#[test]
fn manifests_made_between_two_answers_are_no_fork() {
    let mut house = Household::new(16);
    let memory = house.vault.memory();
    house.save(&[], NOW + 2).unwrap();
    let record = house.desk.record.clone();
    house.save(&[], NOW + 3).unwrap();
    let manifests = house.desk.after(Some(&memory));
    assert_eq!(manifests.len(), 2);
    assert!(
        house
            .person
            .open_as_told(&record, Some(&memory), &manifests)
            .is_ok()
    );
}

#[test]
fn a_record_that_could_not_be_read_again_is_not_saved() {
    let (mut person, desk) = sign_up(19);
    let vault = person.open_fresh(&desk);
    let mut item = person.item(Attribute::Email, "first@example.org", NOW);
    item.value = value(Attribute::Address, "Long Road 1");
    let refused = vault.prepare(&[Edit::Keep(item.clone())], NOW).err();
    assert_eq!(refused, Some(owner::SaveError::Unreadable(item.id)));
}

#[test]
fn long_notes_stay_small_enough_to_be_read() {
    let (mut person, mut desk) = sign_up(20);
    let mut vault = person.open_fresh(&desk);
    let mut item = person.item(Attribute::Notes, "short", NOW);
    for turn in 0..15 {
        let sign = char::from_u32(0x4e00 + turn).unwrap();
        item.value = value(Attribute::Notes, &sign.to_string().repeat(10_000));
        item.updated_at = NOW + i64::from(turn);
        save(
            &mut desk,
            &mut vault,
            &[Edit::Keep(item.clone())],
            item.updated_at,
        )
        .unwrap();
    }
    let kept = person.open_fresh(&desk);
    assert!(kept.item(item.id).unwrap().history.len() >= 3);
    assert!(desk.record.items[0].file.file().len() < vault::sealed::LARGEST);
}

#[test]
fn an_old_value_stays_in_the_history_for_a_month_after_it_was_replaced() {
    let (mut person, mut desk) = sign_up(21);
    let mut vault = person.open_fresh(&desk);
    let mut item = person.item(Attribute::Name, "Old Name", NOW - 400 * DAY);
    save(
        &mut desk,
        &mut vault,
        &[Edit::Keep(item.clone())],
        NOW - 400 * DAY,
    )
    .unwrap();
    for (text, at, expected) in [
        ("New Name", NOW, vec!["Old Name"]),
        ("Newer Name", NOW + 20 * DAY, vec!["New Name", "Old Name"]),
        (
            "Newest Name",
            NOW + 40 * DAY,
            vec!["Newer Name", "New Name"],
        ),
    ] {
        item.value = value(Attribute::Name, text);
        item.updated_at = at;
        save(&mut desk, &mut vault, &[Edit::Keep(item.clone())], at).unwrap();
        let history = &vault.item(item.id).unwrap().history;
        let past: Vec<_> = history.iter().map(|past| past.value.one_line()).collect();
        assert_eq!(past, expected);
    }
}

#[test]
fn a_clock_that_was_ahead_does_not_win_for_ever() {
    let (mut person, mut desk) = sign_up(22);
    let mut vault = person.open_fresh(&desk);
    let mut item = person.item(Attribute::Name, "Made Tomorrow", NOW + 1000 * DAY);
    save(
        &mut desk,
        &mut vault,
        &[Edit::Keep(item.clone())],
        NOW + 1000 * DAY,
    )
    .unwrap();
    item.value = value(Attribute::Name, "Made Today");
    item.updated_at = NOW;
    save(&mut desk, &mut vault, &[Edit::Keep(item)], NOW).unwrap();
    assert_eq!(texts(&vault, Attribute::Name), ["Made Today"]);
}
