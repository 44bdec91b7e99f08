//! Numbers and dates, as French and English write them.

use std::collections::BTreeMap;

use crate::model::{Language, numbers, roman};

/// Numbers that stand on one side only: those of the source, and those of the target.
pub(super) fn missing(
    source: &str,
    target: &str,
    languages: (Language, Language),
) -> (Vec<String>, Vec<String>) {
    // How many more times each number stands in the source than in the target.
    let mut more: BTreeMap<String, i64> = BTreeMap::new();
    numbers(source, languages.0).for_each(|number| *more.entry(number.value).or_default() += 1);
    numbers(target, languages.1).for_each(|number| *more.entry(number.value).or_default() -= 1);
    if more.is_empty() {
        return Default::default();
    }
    // 14 h 30 is 2:30 p.m.
    let on_both_sides = more.values().any(|n| *n > 0) && more.values().any(|n| *n < 0);
    for hour in 0..if on_both_sides { 12 } else { 0 } {
        let [early, late] = [hour, hour + 12].map(|hour| more.get(&hour.to_string()).copied().unwrap_or(0));
        if early.signum() * late.signum() < 0 {
            let same = early.abs().min(late.abs());
            more.insert(hour.to_string(), early - same * early.signum());
            more.insert((hour + 12).to_string(), late - same * late.signum());
        }
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (number, surplus) in more {
        match surplus {
            n if n > 0 && !in_words(&number, target) => ours.push(number),
            n if n < 0 && !in_words(&number, source) => theirs.push(number),
            _ => {}
        }
    }
    (ours, theirs)
}

/// Words, months and Roman numerals for a number, so that `trois`, `mars` or `XIXe` against a figure is no
/// difference.
fn in_words(number: &str, text: &str) -> bool {
    const SMALL: [&str; 21] = [
        "zéro zero",
        "un une premier première one first janvier january",
        "deux deuxième second seconde two twice double février february",
        "trois troisième three third mars march",
        "quatre quatrième four fourth avril april",
        "cinq cinquième five fifth mai may",
        "six sixième sixth juin june",
        "sept septième seven seventh juillet july",
        "huit huitième eight eighth août august",
        "neuf neuvième nine ninth septembre september",
        "dix dixième ten tenth octobre october",
        "onze eleven eleventh novembre november",
        "douze douzaine midi twelve dozen noon décembre december",
        "treize thirteen",
        "quatorze fourteen",
        "quinze quinzaine fifteen",
        "seize sixteen",
        "dix-sept seventeen",
        "dix-huit eighteen",
        "dix-neuf nineteen",
        "vingt vingtième twenty twentieth",
    ];
    const LARGE: [(usize, &str); 10] = [
        (30, "trente demi demie thirty half"),
        (40, "quarante forty"),
        (45, "quarts quarter"),
        (50, "cinquante fifty"),
        (60, "soixante sixty"),
        (70, "soixante-dix seventy"),
        (80, "quatre-vingts eighty"),
        (90, "quatre-vingt-dix ninety"),
        (100, "cent centaine hundred"),
        (1000, "mille millier thousand"),
    ];
    let Ok(value) = number.parse::<usize>() else { return false };
    let names = SMALL
        .get(value)
        .copied()
        .or_else(|| LARGE.iter().find(|(n, _)| *n == value).map(|(_, names)| *names));
    let word_is = |word: &str| {
        let lower = word.to_lowercase();
        names.is_some_and(|names| names.split(' ').any(|name| name == lower)) || roman(word) == Some(value)
    };
    let parts = |word: &str| word_is(word) || word.contains('-') && word.split('-').any(word_is);
    let small = |value: usize| in_words(&value.to_string(), text);
    text.split(|c: char| !c.is_alphanumeric() && c != '-').any(parts)
        // `twenty-eight` for 28.
        || value > 20 && value < 100 && value % 10 != 0 && small(value / 10 * 10) && small(value % 10)
        // `half past two` for 14 h 30.
        || (13..24).contains(&value) && small(value - 12)
}
