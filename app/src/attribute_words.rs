//! The words for the kinds of profile data and their parts, by the names of the catalogue.

use vault::attribute::{Attribute, Cluster, Part};

use crate::find;

/// The label of an attribute.
pub fn label(attribute: &Attribute) -> &'static str {
    find!(attribute, attribute.key()).unwrap_or_default()
}

/// The attribute inside a sentence, after "your".
pub fn within(attribute: &Attribute) -> &'static str {
    find!(within, attribute.key()).unwrap_or_default()
}

/// The heading of a group.
pub fn cluster(cluster: Cluster) -> &'static str {
    find!(cluster, cluster.key()).unwrap_or_default()
}

/// The label of a box; of the one box of an attribute the attribute's own.
pub fn part(attribute: &Attribute, part: &Part) -> &'static str {
    if attribute.parts().len() == 1 {
        label(attribute)
    } else {
        find!(part, part.name).unwrap_or_default()
    }
}

/// What helps to fill a box in.
pub fn help(attribute: &Attribute, part: &Part) -> Option<&'static str> {
    let name = if attribute.parts().len() == 1 {
        attribute.key()
    } else {
        part.name
    };
    find!(help, name)
}

/// An answer to choose; where there are no words for it, itself: "AB+".
pub fn choice(choice: &'static str) -> &'static str {
    find!(choice, choice).unwrap_or(choice)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::collections::BTreeSet;

    use vault::attribute::{BLOOD_TYPES, CHANNELS, DAYS, FREQUENCIES, Kind};

    use super::*;
    use crate::text;

    fn attributes() -> Vec<Attribute> {
        let mut all = Attribute::ALL.to_vec();
        all.extend(Attribute::parse("custom.k3v7q2ab"));
        all
    }

    fn names(group: &[(&'static str, &'static str)]) -> BTreeSet<String> {
        group.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    #[test]
    fn every_attribute_has_words_and_no_other() {
        let known: BTreeSet<_> = attributes()
            .iter()
            .map(|attribute| attribute.key().replace('.', "_"))
            .collect();
        assert_eq!(names(&text::attribute::PLAIN), known);
        assert_eq!(names(&text::within::PLAIN), known);
        let clusters = Cluster::ALL.map(|cluster| cluster.key().to_owned());
        assert_eq!(names(&text::cluster::PLAIN), clusters.into());
    }

    #[test]
    fn every_part_has_words_and_no_other() {
        let several = attributes().into_iter().filter(|one| one.parts().len() > 1);
        let parts: BTreeSet<_> = several
            .flat_map(|attribute| attribute.parts())
            .map(|part| part.name.to_owned())
            .collect();
        assert_eq!(names(&text::part::PLAIN), parts);
    }

    #[test]
    fn every_answer_has_words_and_no_other() {
        let mut answers: BTreeSet<_> = ["yes", "no"].map(str::to_owned).into();
        answers.extend(
            [&CHANNELS[..], &DAYS, &FREQUENCIES]
                .concat()
                .into_iter()
                .map(str::to_owned),
        );
        assert_eq!(names(&text::choice::PLAIN), answers);
        for attribute in attributes() {
            for part in attribute.parts() {
                if let Kind::Choice(choices) = part.kind {
                    let has_words =
                        |one: &&str| answers.contains(*one) || BLOOD_TYPES.contains(one);
                    assert!(choices.iter().all(has_words), "{attribute}");
                }
            }
        }
    }

    #[test]
    fn help_helps_with_something() {
        let mut helped: BTreeSet<_> = [text::help::day(), text::help::clock()].into();
        for attribute in attributes() {
            helped.extend(
                attribute
                    .parts()
                    .iter()
                    .filter_map(|part| help(&attribute, part)),
            );
        }
        let all: BTreeSet<_> = text::help::PLAIN.iter().map(|(_, words)| *words).collect();
        assert_eq!(helped, all);
    }
}
