//! Dates as the formats write them, in UTC.

use std::fmt;

/// A second, from 1970 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: u64,
}

/// Behind the year 9999 no format has a date.
const END: u64 = 253_402_300_800;

impl Date {
    /// So many seconds after the beginning of 1970; at most the last second of 9999.
    pub fn from_seconds(seconds: u64) -> Self {
        Self { seconds: seconds.min(END - 1) }
    }

    /// `2026-03-01`, `2026-03-01T12:30:00Z` or `20260301T123000Z`; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let known = ["0000-00-00", "0000-00-00T00:00:00Z", "00000000T000000Z"];
        let number =
            |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |part| part.parse::<u64>().ok());
        if !known.contains(&form.as_str()) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
        let seconds = days(year, month, day)?.checked_mul(86_400)? + hour * 3600 + minute * 60 + second;
        let date = Self { seconds };
        // A date that comes back otherwise is none, such as the 30th of February.
        (hour < 24 && minute < 60 && second < 60 && date.parts()[..3] == [year, month, day]).then_some(date)
    }

    /// Year, month, day, hour, minute, second.
    ///
    /// After Hinnant (2013), "chrono-compatible low-level date algorithms": years begin in March, so that the
    /// leap day is the last.
    fn parts(self) -> [u64; 6] {
        let (days, second) = (self.seconds / 86_400 + 719_468, self.seconds % 86_400);
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let (month_of_year, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        [
            era * 400 + year + carry,
            month_of_year,
            day - (153 * month + 2) / 5 + 1,
            second / 3600,
            second / 60 % 60,
            second % 60,
        ]
    }

    /// `20260301T123000Z`.
    pub fn compact(self) -> String {
        let [year, month, day, hour, minute, second] = self.parts();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// `2026-03-01 12:30+0000`.
    pub fn gettext(self) -> String {
        let [year, month, day, hour, minute, _] = self.parts();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}+0000")
    }
}

impl fmt::Display for Date {
    /// `2026-03-01T12:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Days from 1970 to a day.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let (era, year) = (year / 400, year % 400);
    let month = (month + 9) % 12;
    let day = (153 * month + 2) / 5 + day.checked_sub(1)?;
    (era * 146_097 + year * 365 + year / 4 - year / 100 + day).checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_written() {
        assert_eq!(Date::from_seconds(951_782_400).to_string(), "2000-02-29T00:00:00Z");
        let date = Date::parse("2026-03-01T12:30:59Z").unwrap();
        assert_eq!(date.compact(), "20260301T123059Z");
        assert_eq!(Date::parse(&date.compact()), Some(date));
        assert_eq!(Date::parse("2026-03-01").unwrap().gettext(), "2026-03-01 00:00+0000");
        for wrong in
            ["2026-02-30", "2026-13-01", "2026-00-10", "1969-12-31", "2026-01-01T24:00:00Z", "01/02/2026", ""]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_second_comes_back(seconds in 0..END) {
            let date = Date::from_seconds(seconds);
            proptest::prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
    }
}
