//! Numbers in sentences.

use crate::{letters::capital, t};

/// "three": up to twelve in words, as a sentence wants them.
pub(super) fn word(number: usize) -> String {
    let word = match number {
        1 => t!(number.n1),
        2 => t!(number.n2),
        3 => t!(number.n3),
        4 => t!(number.n4),
        5 => t!(number.n5),
        6 => t!(number.n6),
        7 => t!(number.n7),
        8 => t!(number.n8),
        9 => t!(number.n9),
        10 => t!(number.n10),
        11 => t!(number.n11),
        12 => t!(number.n12),
        more => return figures(more),
    };
    word.to_owned()
}

/// "Three", at the beginning of a sentence.
pub(super) fn first_word(number: usize) -> String {
    let word = word(number);
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => capital(&first.to_string()) + letters.as_str(),
        None => word,
    }
}

/// "1,284".
fn figures(number: usize) -> String {
    let digits = number.to_string();
    let mut figures = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            figures.push_str(t!(number.thousands));
        }
        figures.push(digit);
    }
    figures
}
