//! Tables of RFC 4180, as programs really write them: commas, semicolons or tabs, and quotes where they please.

/// Signs that make a spreadsheet take a cell for a formula.
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Whether a spreadsheet would take the cell for a formula, or for one that was made harmless with an apostrophe.
pub(crate) fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA)
}

/// The records, without those that are empty.
pub(super) struct Records<'t> {
    rest: &'t str,
    between: char,
}

impl<'t> Records<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        // Excel says what divides its cells where it is not a comma.
        let told = text.strip_prefix("sep=").and_then(|rest| {
            let between = rest.chars().next()?;
            let rest = rest[between.len_utf8()..].trim_start_matches('\r');
            Some((rest.strip_prefix('\n')?, between))
        });
        let (rest, between) = told.unwrap_or_else(|| (text, divider(text)));
        Self { rest, between }
    }

    fn record(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut record = Vec::new();
        loop {
            let (cell, end) = self.cell();
            record.push(cell);
            if end {
                return Some(record);
            }
        }
    }

    /// A cell, and whether the record ends with it.
    fn cell(&mut self) -> (String, bool) {
        let mut cell = String::new();
        let mut signs = self.rest.char_indices().peekable();
        let mut quoted = false;
        let mut start = true;
        while let Some((place, sign)) = signs.next() {
            match sign {
                '"' if start => quoted = true,
                '"' if quoted => match signs.next_if(|(_, next)| *next == '"') {
                    Some(_) => cell.push('"'),
                    None => quoted = false,
                },
                '\r' if !quoted && signs.peek().is_some_and(|(_, next)| *next == '\n') => {}
                '\n' if !quoted => {
                    self.rest = &self.rest[place + 1..];
                    return (harmful(cell), true);
                }
                sign if !quoted && sign == self.between => {
                    self.rest = &self.rest[place + sign.len_utf8()..];
                    return (harmful(cell), false);
                }
                sign => cell.push(sign),
            }
            start = false;
        }
        self.rest = "";
        (harmful(cell), true)
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        loop {
            let record = self.record()?;
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(record);
            }
        }
    }
}

/// Takes away the apostrophe that kept a spreadsheet from computing the cell.
fn harmful(mut cell: String) -> String {
    if cell.starts_with('\'') && is_formula(&cell) {
        cell.remove(0);
    }
    cell
}

/// What stands most often between the cells of the first lines.
fn divider(text: &str) -> char {
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    // The first record may be long, but is no book.
    for sign in text.chars().take(20_000) {
        quoted ^= sign == '"';
        for (between, count) in &mut counts {
            *count += usize::from(sign == *between && !quoted);
        }
        if sign == '\n' && !quoted && counts.iter().any(|(_, count)| *count > 0) {
            break;
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(',', |(between, _)| *between)
}
