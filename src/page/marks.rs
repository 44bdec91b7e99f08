//! What is underlined in a text: the numbers and names of which a flag says that they stand on one side only.

use std::ops::Range;

use crate::model::{Language, numbers};
use crate::project::Side;

/// Bytes of `text` that a flag is about; `why` is what the flags of the row saw.
pub(super) fn marks(text: &str, language: Language, side: Side, why: &[String]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for line in why {
        if let Some(saw) = line.strip_prefix("numbers: ") {
            let mut values: Vec<&str> = on_one_side(saw, side).collect();
            for number in numbers(text, language) {
                if let Some(at) = values.iter().position(|value| *value == number.value) {
                    values.swap_remove(at);
                    found.push(number.range);
                }
            }
        } else if let Some(saw) = line.strip_prefix("units: ") {
            found.extend(on_one_side(saw, side).filter_map(|unit| word(text, unit)));
        } else if let Some(name) = line.strip_prefix("names: ").and_then(|saw| saw.strip_suffix(NAME))
            && side == Side::Source
        {
            found.extend(word(text, name));
        }
    }
    found.sort_by_key(|range| range.start);
    found.dedup_by(|next, before| next.start < before.end);
    found
}

/// How the flag `names` goes on behind the name.
const NAME: &str = " is not in the target, which has it elsewhere";

/// Of `12 in the source only, 13, 14 in the target only` what stands on that side.
fn on_one_side(saw: &str, side: Side) -> impl Iterator<Item = &str> {
    let (ours, theirs) = match saw.split_once(" in the source only") {
        Some((ours, rest)) => (ours, rest.trim_start_matches(", ")),
        None => ("", saw),
    };
    let list = match side {
        Side::Source => ours,
        Side::Target => theirs.strip_suffix(" in the target only").unwrap_or_default(),
    };
    list.split(", ").filter(|item| !item.is_empty())
}

fn word(text: &str, word: &str) -> Option<Range<usize>> {
    text.find(word).map(|at| at..at + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Confidence;
    use crate::review::Inspector;

    #[test]
    fn what_differs_is_marked_where_it_stands() {
        let (french, english) = (Language::French, Language::English);
        let (source, target) =
            ("Le 12, il paie 1\u{202f}250\u{a0}€, pas 7.", "On the 13th he pays 1,250 €, not 7, 14.");
        let found =
            Inspector::with_ratio((french, english), 1.0).inspect(source, target, Confidence::CERTAIN);
        let why: Vec<String> = found.into_iter().map(|finding| finding.why).collect();
        let marked = |text: &str, language, side| {
            marks(text, language, side, &why)
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(marked(source, french, Side::Source), "12");
        assert_eq!(marked(target, english, Side::Target), "13 14");
        let why = [format!("names: Dupont{NAME}")];
        let text = "M. Dupont dort.";
        assert_eq!(marks(text, french, Side::Source, &why), vec![3..9; 1]);
        assert!(marks(text, english, Side::Target, &why).is_empty());
    }
}
