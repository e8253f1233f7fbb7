//! What a file would bring, line by line.

use std::io::Write;

use anyhow::{bail, ensure};
use owner::import::{Card, Line, Verdict};

use super::inert;

/// The one person in the file, or the one with this number.
pub(super) fn of(
    mut cards: Vec<(Card, Vec<Line>)>,
    person: Option<usize>,
    out: &mut dyn Write,
) -> anyhow::Result<(Card, Vec<Line>)> {
    let number = match person {
        Some(number) => number,
        None if cards.len() == 1 => 1,
        None => {
            for (number, (card, lines)) in (1..).zip(&cards) {
                writeln!(
                    out,
                    "{number}: {} ({} values)",
                    inert(&card.title),
                    lines.len()
                )?;
            }
            bail!("there are several people in the file: say with --person which one you are");
        }
    };
    ensure!(
        (1..=cards.len()).contains(&number),
        "there are {} people in the file",
        cards.len()
    );
    Ok(cards.swap_remove(number - 1))
}

/// Prints every line with what becomes of it: `+` kept, `=` there already, `?` differs or could be read in several ways, `!` not
/// valid, `-` can't be kept.
/// Gives those to keep.
pub(super) fn print(
    card: &Card,
    lines: &[Line],
    different: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Vec<Line>> {
    let mut chosen = Vec::new();
    for line in lines {
        let (mark, takes) = match &line.verdict {
            Verdict::New if line.ticked() || different => ('+', true),
            Verdict::Different(_) if different => ('+', true),
            Verdict::New | Verdict::Different(_) => ('?', false),
            Verdict::Same(_) => ('=', false),
            Verdict::NotValid(_) => ('!', false),
        };
        let candidate = &line.candidate;
        writeln!(
            out,
            "{mark} {}: {}",
            candidate.attribute,
            inert(&candidate.text)
        )?;
        if let Verdict::NotValid(faults) = &line.verdict {
            for fault in faults {
                writeln!(out, "    {fault}")?;
            }
        }
        if takes {
            chosen.push(line.clone());
        }
    }
    for left in &card.left {
        writeln!(out, "- {}: {}", inert(&left.name), inert(&left.text))?;
    }
    Ok(chosen)
}
