//! Regular expressions of SRX files, written for ICU or Java, as `fancy-regex` reads them.
//!
//! The two dialects agree on most signs and differ silently on some: `\h` is white space in ICU and a hexadecimal
//! digit in `fancy-regex`, `\<` is a bracket there and the beginning of a word here, `(?U)` asks for Unicode
//! there and swaps greed here, `--` in a class is two hyphens there and a difference here. So every escape, class and
//! flag is read and written anew, and what has no counterpart is an error.
//!
//! `\s`, `\w`, `\d`, `\b` and `(?i)` follow Unicode, as SRX 2.0 asks by naming ICU. Java alone keeps them
//! to ASCII, and its rules therefore say `[\s\u00A0]`, which comes to the same.

use std::iter::Peekable;
use std::str::Chars;

/// ICU's `\h`, without brackets.
const HORIZONTAL: &str = r"\t\x{20}\x{a0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}";
/// ICU's `\v`, without brackets.
const VERTICAL: &str = r"\n\x0b\x0c\r\x{85}\x{2028}\x{2029}";

/// `source` as `fancy-regex` writes it.
///
/// # Errors
/// What is wrong with it or has no counterpart, as a clause.
pub(super) fn translate(source: &str) -> Result<String, String> {
    let captures = refers_back(source);
    let mut translation = Translation { rest: source.chars().peekable(), out: String::new(), captures };
    while let Some(c) = translation.rest.next() {
        match c {
            '\\' => _ = translation.escape(false)?,
            '[' => translation.class()?,
            '(' => translation.group()?,
            '{' if !translation.counts() => translation.literal('{'),
            _ => translation.out.push(c),
        }
    }
    Ok(translation.out)
}

/// Whether `source` has something like a back-reference.
pub(super) fn refers_back(source: &str) -> bool {
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.next().is_some_and(|c| matches!(c, '1'..='9' | 'k')) {
            return true;
        }
    }
    false
}

/// What the last thing in a class was, which tells whether a hyphen behind it makes a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Nothing,
    Character,
    Set,
}

struct Translation<'s> {
    rest: Peekable<Chars<'s>>,
    out: String,
    /// Whether groups must capture.
    captures: bool,
}

impl Translation<'_> {
    /// Writes `c` so that it means nothing but itself, in a class and outside.
    fn literal(&mut self, c: char) {
        match c.is_alphanumeric() || c == '_' {
            true => self.out.push(c),
            false => self.out += &format!("\\x{{{:x}}}", u32::from(c)),
        }
    }

    /// A code point as a literal.
    fn code(&mut self, code: u32) -> Result<Member, String> {
        let c = char::from_u32(code).ok_or(format!("U+{code:04X} is no character"))?;
        self.literal(c);
        Ok(Member::Character)
    }

    /// Whether `text` comes next.
    fn is_next(&self, text: &str) -> bool {
        let mut rest = self.rest.clone();
        text.chars().all(|c| rest.next() == Some(c))
    }

    fn skip(&mut self, count: usize) {
        self.rest.by_ref().take(count).for_each(drop);
    }

    /// Reads up to `end`, which it leaves out.
    fn until(&mut self, end: &str) -> Option<String> {
        let mut read = String::new();
        while !self.is_next(end) {
            read.push(self.rest.next()?);
        }
        self.skip(end.chars().count());
        Some(read)
    }

    /// Exactly `count` hexadecimal digits.
    fn hexadecimal(&mut self, count: usize) -> Result<u32, String> {
        let digits: String = self.rest.by_ref().take(count).collect();
        match digits.len() == count && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            true => Ok(u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX)),
            false => Err(format!("found `{digits}`, expected {count} hexadecimal digits")),
        }
    }

    /// Whether a `{` just read begins a number of repetitions.
    fn counts(&self) -> bool {
        let inner: String = self.rest.clone().take_while(|&c| c != '}').collect();
        let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let closed = self.rest.clone().any(|c| c == '}');
        closed
            && match inner.split_once(',') {
                Some((least, most)) => is_number(least) && (most.is_empty() || is_number(most)),
                None => is_number(&inner),
            }
    }

    /// What stands behind a backslash.
    fn escape(&mut self, in_class: bool) -> Result<Member, String> {
        let c = self.rest.next().ok_or("it ends with a backslash")?;
        let set = |signs: &str| match in_class {
            true => signs.to_owned(),
            false => format!("[{signs}]"),
        };
        match c {
            'Q' => {
                // Without an end, it quotes all the rest.
                let quoted = self.until("\\E").unwrap_or_else(|| self.rest.by_ref().collect());
                quoted.chars().for_each(|c| self.literal(c));
                return Ok(Member::Character);
            }
            'h' => self.out += &set(HORIZONTAL),
            'H' => self.out += &format!("[^{HORIZONTAL}]"),
            'v' => self.out += &set(VERTICAL),
            'V' => self.out += &format!("[^{VERTICAL}]"),
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => self.out.extend(['\\', c]),
            'p' | 'P' => self.property(c == 'P')?,
            'a' => return self.code(0x07),
            'e' => return self.code(0x1b),
            't' => return self.code(0x09),
            'n' => return self.code(0x0a),
            'f' => return self.code(0x0c),
            'r' => return self.code(0x0d),
            'c' => {
                let letter = self.rest.next().ok_or("`\\c` needs a letter behind it")?;
                return self.code(u32::from(letter.to_ascii_uppercase()) ^ 0x40);
            }
            'u' => {
                let code = self.hexadecimal(4)?;
                if (0xd800..0xdc00).contains(&code) && self.is_next("\\u") {
                    self.skip(2);
                    let low = self.hexadecimal(4)?;
                    return self.code(0x10000 + ((code - 0xd800) << 10) + low.wrapping_sub(0xdc00));
                }
                return self.code(code);
            }
            'U' => {
                let code = self.hexadecimal(8)?;
                return self.code(code);
            }
            'x' if self.rest.next_if_eq(&'{').is_some() => {
                let digits = self.until("}").ok_or("`\\x{` is not closed")?;
                let code = u32::from_str_radix(&digits, 16)
                    .map_err(|_| format!("`{digits}` is no hexadecimal number"))?;
                return self.code(code);
            }
            'x' => {
                let code = self.hexadecimal(2)?;
                return self.code(code);
            }
            '0' => {
                let mut code = 0;
                for _ in 0..3 {
                    let digit = self.rest.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8));
                    code = digit.map_or(code, |digit| code * 8 + digit);
                }
                return self.code(code);
            }
            'b' | 'B' | 'A' | 'z' if !in_class && self.rest.peek() != Some(&'{') => {
                self.out.extend(['\\', c])
            }
            'Z' if !in_class => self.out += "\\z", // no line holds a line break
            'R' if !in_class => self.out += &format!("(?>\\r\\n|[{VERTICAL}])"),
            'X' if !in_class => self.out += r"(?>\P{M}\p{M}*)",
            '1'..='9' if !in_class => self.out += &format!("(?:\\{c})"),
            'k' if !in_class => self.out += "\\k",
            _ if c.is_ascii_alphanumeric() => return Err(format!("`\\{c}` is not supported")),
            _ => {
                self.literal(c);
                return Ok(Member::Character);
            }
        }
        Ok(Member::Set)
    }

    /// What stands behind `\p` or `\P`.
    fn property(&mut self, negated: bool) -> Result<(), String> {
        let name = match self.rest.next() {
            Some('{') => self.until("}").ok_or("`\\p{` is not closed")?,
            Some(letter) => letter.to_string(),
            None => return Err("`\\p` needs a property behind it".to_owned()),
        };
        self.named_set(&name, negated);
        Ok(())
    }

    /// The characters of a property or of a POSIX class.
    fn named_set(&mut self, name: &str, negated: bool) {
        let (negated, name) = match name.strip_prefix('^') {
            Some(name) => (!negated, name),
            None => (negated, name),
        };
        // Java: `IsAlphabetic`, `IsLatin`, `javaLowerCase`.
        let name = name.strip_prefix("Is").or(name.strip_prefix("java")).unwrap_or(name);
        let signs = match name.to_ascii_lowercase().as_str() {
            "alnum" => r"\p{Alphabetic}\p{Nd}",
            "alpha" => r"\p{Alphabetic}",
            "ascii" => r"\x00-\x7f",
            "blank" => HORIZONTAL,
            "cntrl" => r"\p{Cc}",
            "digit" => r"\p{Nd}",
            "graph" => r"\p{L}\p{M}\p{N}\p{P}\p{S}",
            "lower" | "lowercase" => r"\p{Lowercase}",
            "print" => r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}",
            "punct" => r"\p{P}$+<=>\^`|\x7e",
            "space" | "whitespace" => r"\s",
            "upper" | "uppercase" => r"\p{Uppercase}",
            "word" => r"\w",
            "xdigit" => "0-9A-Fa-f",
            _ => {
                self.out += &format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' });
                return;
            }
        };
        self.out += &format!("[{}{signs}]", if negated { "^" } else { "" });
    }

    /// A class, from behind its `[` to its `]`.
    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut last = Member::Nothing;
        if self.rest.next_if_eq(&']').is_some() {
            self.literal(']');
            last = Member::Character;
        }
        loop {
            let c = self.rest.next().ok_or("a `[` is not closed")?;
            let next = self.rest.peek().copied();
            last = match c {
                ']' => break,
                '\\' => self.escape(true)?,
                '[' if next == Some(':') => {
                    self.skip(1);
                    let name = self.until(":]").ok_or("`[:` is not closed")?;
                    self.named_set(&name, false);
                    Member::Set
                }
                '[' => {
                    self.class()?;
                    Member::Set
                }
                '&' if next == Some('&') => {
                    self.skip(1);
                    self.out += "&&";
                    Member::Nothing
                }
                // ICU: an intersection or difference of two sets.
                '&' | '-' if last == Member::Set && next == Some('[') => {
                    self.out.extend([c, c]);
                    Member::Nothing
                }
                '-' if last == Member::Character && next != Some(']') && !self.is_next("&&") => {
                    self.out.push('-');
                    Member::Nothing
                }
                _ => {
                    self.literal(c);
                    Member::Character
                }
            };
        }
        self.out.push(']');
        Ok(())
    }

    /// What stands behind a `(`.
    fn group(&mut self) -> Result<(), String> {
        if !self.is_next("?") && !self.captures {
            self.out += "(?:";
            return Ok(());
        }
        let is_named = self.is_next("?<") && !self.is_next("?<=") && !self.is_next("?<!");
        if is_named && !self.captures {
            self.out += "(?:";
            return self.until(">").map(drop).ok_or("`(?<` is not closed".to_owned());
        }
        if self.is_next("?#") {
            return self.until(")").map(drop).ok_or("`(?#` is not closed".to_owned());
        }
        let flags: String =
            self.rest.clone().skip(1).take_while(|&c| c.is_ascii_alphabetic() || c == '-').collect();
        let end = self.rest.clone().nth(1 + flags.len());
        if !self.is_next("?") || !matches!(end, Some(':' | ')')) {
            self.out.push('(');
            return Ok(());
        }
        self.skip(2 + flags.len());
        let mut kept = String::new();
        for flag in flags.chars() {
            match flag {
                'i' | 'm' | 's' | '-' => kept.push(flag),
                'u' | 'U' | 'd' | 'w' => {} // Unicode is what we do, and a line has no line break
                _ => return Err(format!("the flag `{flag}` is not supported")),
            }
        }
        match (kept.trim_end_matches('-'), end) {
            ("", Some(')')) => {}
            (kept, Some(end)) => self.out += &format!("(?{kept}{end}"),
            (_, None) => {}
        }
        Ok(())
    }
}
