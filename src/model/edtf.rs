//! Dates as sources give them, in EDTF (ISO 8601-2, levels 0 and 1): `1949`, `1949-04`, `1949-04-04`, `1949?`, `199X`,
//! `2004-06-XX`, `2001-34` (a quarter), `1990/1992`, `1949/..`.
//!
//! Every such date lies between a first and a last possible day, and that is all that comparing needs.

use std::fmt;

use jiff::civil::Date;

/// A date in EDTF with the days between which it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edtf {
    text: String,
    earliest: Option<Date>,
    latest: Option<Date>,
}

/// A text is no date in EDTF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdtfError {
    /// The text has another form.
    #[error(
        "is no date in EDTF, such as 1949, 1949-04, 1949-04-04, 1949?, 199X, 2001-34 or 1990/1992"
    )]
    Form,
    /// No calendar has the day.
    #[error("is a date that no calendar has")]
    NoSuchDay,
    /// An interval that ends before it starts.
    #[error("ends before it starts")]
    Reversed,
}

impl Edtf {
    /// Reads a date.
    ///
    /// ```
    /// use comity::model::Edtf;
    /// let year = Edtf::parse("1949?").unwrap();
    /// assert_eq!(year.earliest().unwrap().to_string(), "1949-01-01");
    /// assert_eq!(year.latest().unwrap().to_string(), "1949-12-31");
    /// assert!(Edtf::parse("2014-02-30").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is of another form, names a day that no calendar has, or an interval that runs backwards.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let (earliest, latest) = match text.split_once('/') {
            Some((from, to)) => {
                let (from, to) = (bound(from)?, bound(to)?);
                (from.and_then(|(first, _)| first), to.and_then(|(_, last)| last))
            }
            None => day_range(text).map(|(first, last)| (Some(first), Some(last)))?,
        };
        if text == "/" || text == "../.." {
            return Err(EdtfError::Form);
        }
        if matches!((earliest, latest), (Some(first), Some(last)) if last < first) {
            return Err(EdtfError::Reversed);
        }
        Ok(Self { text: text.to_owned(), earliest, latest })
    }

    /// The first day that is possible; none for an interval without a beginning.
    #[must_use]
    pub fn earliest(&self) -> Option<Date> {
        self.earliest
    }

    /// The last day that is possible; none for an interval without an end.
    #[must_use]
    pub fn latest(&self) -> Option<Date> {
        self.latest
    }

    /// Whether it is one day.
    #[must_use]
    pub fn is_day(&self) -> bool {
        self.earliest.is_some() && self.earliest == self.latest
    }

    /// The text as it was read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

type Bound = Option<(Option<Date>, Option<Date>)>;

/// One side of an interval; none where it is open or unknown.
fn bound(text: &str) -> Result<Bound, EdtfError> {
    if text.is_empty() || text == ".." {
        return Ok(None);
    }
    day_range(text).map(|(first, last)| Some((Some(first), Some(last))))
}

fn day_range(text: &str) -> Result<(Date, Date), EdtfError> {
    let plain = text.trim_end_matches(['?', '~', '%']);
    if text.len() - plain.len() > 1 {
        return Err(EdtfError::Form);
    }
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, plain),
    };
    let parts: Vec<&str> = digits.split('-').collect();
    let (first_year, last_year) = years(parts[0], sign)?;
    match parts[1..] {
        [] => Ok((day(first_year, 1, 1)?, day(last_year, 12, 31)?)),
        _ if first_year != last_year => Err(EdtfError::Form),
        [month] => months(first_year, month),
        [month, "XX"] if month.bytes().all(|b| b.is_ascii_digit()) => months(first_year, month),
        [month, of_month] => {
            let date = day(first_year, two_digits(month)?, two_digits(of_month)?)?;
            Ok((date, date))
        }
        _ => Err(EdtfError::Form),
    }
}

/// `1949`, `194X` or `19XX`.
fn years(text: &str, sign: i16) -> Result<(i16, i16), EdtfError> {
    let digits = text.trim_end_matches('X');
    let unknown = text.len() - digits.len();
    let is_year = text.len() == 4 && unknown <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_year {
        return Err(EdtfError::Form);
    }
    let scale = 10_i16.pow(unknown as u32);
    let first = digits.parse::<i16>().map_err(|_| EdtfError::Form)? * scale;
    let (first, last) = (sign * first, sign * (first + scale - 1));
    Ok((first.min(last), first.max(last)))
}

/// A month, a season (21 to 24, as quarters of the northern year) or a quarter (33 to 36); `XX` for any.
fn months(year: i16, text: &str) -> Result<(Date, Date), EdtfError> {
    let (first, last) = match text {
        "XX" => (1, 12),
        _ => match two_digits(text)? {
            month @ 1..=12 => (month, month),
            quarter @ 33..=36 => ((quarter - 33) * 3 + 1, (quarter - 33) * 3 + 3),
            // A season is vaguer than any three months; the whole year holds it.
            21..=24 => (1, 12),
            _ => return Err(EdtfError::NoSuchDay),
        },
    };
    Ok((day(year, first, 1)?, day(year, last, 1)?.last_of_month()))
}

fn two_digits(text: &str) -> Result<i8, EdtfError> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Ok(((tens - b'0') * 10 + (ones - b'0')).cast_signed())
        }
        _ => Err(EdtfError::Form),
    }
}

fn day(year: i16, month: i8, day: i8) -> Result<Date, EdtfError> {
    Date::new(year, month, day).map_err(|_| EdtfError::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::{Edtf, EdtfError};

    #[test]
    fn each_form_lies_between_its_days() {
        for (text, earliest, latest) in [
            ("1949", "1949-01-01", "1949-12-31"),
            ("1949?", "1949-01-01", "1949-12-31"),
            ("1949-04", "1949-04-01", "1949-04-30"),
            ("1948-02~", "1948-02-01", "1948-02-29"),
            ("1949-04-04", "1949-04-04", "1949-04-04"),
            ("194X", "1940-01-01", "1949-12-31"),
            ("19XX", "1900-01-01", "1999-12-31"),
            ("1949-XX", "1949-01-01", "1949-12-31"),
            ("1949-04-XX", "1949-04-01", "1949-04-30"),
            ("2001-34", "2001-04-01", "2001-06-30"),
            ("2001-21", "2001-01-01", "2001-12-31"),
            ("1990/1992", "1990-01-01", "1992-12-31"),
            ("-0753", "-000753-01-01", "-000753-12-31"),
        ] {
            let date = Edtf::parse(text).unwrap();
            let found = [date.earliest(), date.latest()].map(|day| day.unwrap().to_string());
            assert_eq!(found, [earliest, latest], "{text}");
        }
    }

    #[test]
    fn an_open_interval_has_one_bound() {
        let open = Edtf::parse("1949-04-04/..").unwrap();
        assert_eq!(open.earliest().unwrap().to_string(), "1949-04-04");
        assert_eq!(open.latest(), None);
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, error) in [
            ("soon", EdtfError::Form),
            ("49", EdtfError::Form),
            ("1949-4-4", EdtfError::Form),
            ("4.4.1949", EdtfError::Form),
            ("2014-02-30", EdtfError::NoSuchDay),
            ("2014-13", EdtfError::NoSuchDay),
            ("2014-00-00", EdtfError::NoSuchDay),
            ("1992/1990", EdtfError::Reversed),
            ("/", EdtfError::Form),
            ("", EdtfError::Form),
            ("é", EdtfError::Form),
        ] {
            assert_eq!(Edtf::parse(text), Err(error), "{text}");
        }
    }
}
