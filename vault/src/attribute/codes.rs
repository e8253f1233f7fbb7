//! Lists of codes of one length, each in one text: a list of texts would weigh twice as much in the browser.

/// Codes of countries, languages or currencies.
#[derive(Debug)]
pub struct Codes {
    text: &'static str,
    length: usize,
}

impl Codes {
    /// The codes of `length` ASCII characters that stand in `text` one after the other, each with a space behind it.
    pub(super) const fn new(length: usize, text: &'static str) -> Self {
        Self { text, length }
    }

    /// The codes, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + use<> {
        let (text, length) = (self.text, self.length);
        (0..text.len() / (length + 1)).filter_map(move |place| at(text, length, place))
    }

    /// The code at a place.
    pub fn get(&self, place: usize) -> Option<&'static str> {
        at(self.text, self.length, place)
    }

    /// Where a code stands, exactly as it is written.
    pub fn place(&self, code: &str) -> Option<usize> {
        self.iter().position(|known| known == code)
    }

    /// Whether this is one of them, exactly as it is written.
    pub fn contains(&self, code: &str) -> bool {
        self.place(code).is_some()
    }
}

fn at(text: &'static str, length: usize, place: usize) -> Option<&'static str> {
    let start = place * (length + 1);
    text.get(start..start + length)
}
