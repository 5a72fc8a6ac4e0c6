//! Dates as sources give them, turned into EDTF and into the days between which they lie.

use jiff::civil::Date;
use oxrdf::{Literal, Term};

use super::{Failure, Outcome, string, text, wrong_count};
use crate::model::Edtf;
use crate::vocab::xsd;

/// The last day of the calendar stands for "still so" in many datasets.
const NO_END: [&str; 2] = ["9999-12-31", "9999"];

/// `cmf:edtf(text)` or `cmf:edtf(year, month, day)`: a date in EDTF. A month or day of 0 or 99 is unknown; a month of
/// `Q1` to `Q4` is a quarter. Nothing for 9999-12-31, without a failure.
pub(super) fn edtf(arguments: &[Term]) -> Outcome {
    let texts: Vec<&str> = arguments.iter().map(|argument| text(argument).trim()).collect();
    let Some(date) =
        written(&texts).ok_or_else(|| wrong_count("edtf", "one to three", arguments))?
    else {
        return Ok(None);
    };
    match Edtf::parse(&date) {
        Ok(edtf) => Ok(Some(string(edtf.as_str()))),
        Err(error) => Err(Failure {
            suggestion: suggestion(&texts),
            ..Failure::new(texts.join("-").trim_end_matches('-'), error.to_string())
        }),
    }
}

/// The parts put together; `None` for a wrong number of parts, `Some(None)` for no end.
#[expect(clippy::option_option, reason = "no date and no such call are two things")]
fn written(parts: &[&str]) -> Option<Option<String>> {
    let is_unknown = |part: &str| matches!(part, "" | "0" | "00" | "99" | "-9" | "-99");
    match *parts {
        [date] if NO_END.contains(&date) => Some(None),
        [date] => Some(Some(without_unknown_parts(date))),
        [year, month] | [year, month, ""] if is_unknown(month) => Some(Some(four_digits(year))),
        [year, month] => Some(Some(format!("{}-{}", four_digits(year), month_or_quarter(month)))),
        [year, month, _] if is_unknown(month) => Some(Some(four_digits(year))),
        [year, month, day] if is_unknown(day) => {
            Some(Some(format!("{}-{}", four_digits(year), month_or_quarter(month))))
        }
        ["9999", "12", "31"] => Some(None),
        [year, month, day] => Some(Some(format!("{}-{month:0>2}-{day:0>2}", four_digits(year)))),
        _ => None,
    }
}

/// `1949-04-00` and `1949-00-00` mean the month and the year.
fn without_unknown_parts(date: &str) -> String {
    let date = date.strip_suffix("T00:00:00").unwrap_or(date);
    let date = date.strip_suffix("-00").unwrap_or(date);
    date.strip_suffix("-00").unwrap_or(date).to_owned()
}

fn four_digits(year: &str) -> String {
    match year.strip_prefix('-') {
        Some(digits) => format!("-{digits:0>4}"),
        None => format!("{year:0>4}"),
    }
}

fn month_or_quarter(month: &str) -> String {
    match month.strip_prefix(['Q', 'q']).and_then(|quarter| quarter.parse::<u8>().ok()) {
        Some(quarter) => format!("{}", 32 + u16::from(quarter)),
        None => format!("{month:0>2}"),
    }
}

/// A date with the day or the month first and other separators, the other way round where that is the only reading.
fn suggestion(texts: &[&str]) -> Option<String> {
    let [text] = texts else { return None };
    let parts: Vec<&str> = text.split(['/', '.', ' ', '-']).collect();
    let [a, b, year] = parts[..] else { return None };
    let (a, b) = (a.parse::<u8>().ok()?, b.parse::<u8>().ok()?);
    let is_date = |month: u8, day: u8| {
        let date = format!("{year}-{month:02}-{day:02}");
        Edtf::parse(&date).is_ok().then_some(date)
    };
    match (is_date(b, a), is_date(a, b)) {
        (Some(one), Some(other)) if one != other => Some(format!("{one} or {other}?")),
        (Some(date), _) | (None, Some(date)) => Some(format!("{date}?")),
        (None, None) => None,
    }
}

/// `cmf:earliest(edtf)`: the first day on which it can have been.
pub(super) fn earliest(arguments: &[Term]) -> Outcome {
    bound("earliest", arguments, Edtf::earliest)
}

/// `cmf:latest(edtf)`: the last day on which it can have been.
pub(super) fn latest(arguments: &[Term]) -> Outcome {
    bound("latest", arguments, Edtf::latest)
}

fn bound(name: &str, arguments: &[Term], side: fn(&Edtf) -> Option<Date>) -> Outcome {
    let [argument] = arguments else { return Err(wrong_count(name, "one", arguments)) };
    Ok(side(&parse(text(argument))?).map(date_literal))
}

/// `cmf:toMonth(date)`: the month of a date whose day is not to be trusted.
pub(super) fn to_month(arguments: &[Term]) -> Outcome {
    truncated("toMonth", arguments, 7)
}

/// `cmf:toYear(date)`: the year of a date whose month is not to be trusted.
pub(super) fn to_year(arguments: &[Term]) -> Outcome {
    truncated("toYear", arguments, 4)
}

fn truncated(name: &str, arguments: &[Term], length: usize) -> Outcome {
    let [argument] = arguments else { return Err(wrong_count(name, "one", arguments)) };
    let date = parse(text(argument))?;
    let sign = usize::from(date.as_str().starts_with('-'));
    Ok(date.as_str().get(..length + sign).map(string))
}

/// `cmf:openEnd(end, coverageEnd)`: the last day of `end`, and nothing where it reaches the end of what is covered: the
/// relation was not seen to end.
pub(super) fn open_end(arguments: &[Term]) -> Outcome {
    let (end, coverage) = end_and_coverage("openEnd", arguments)?;
    Ok((end < coverage).then(|| date_literal(end)))
}

/// `cmf:knownUntil(end, coverageEnd)`: the last day covered, where `end` reaches it; else nothing.
pub(super) fn known_until(arguments: &[Term]) -> Outcome {
    let (end, coverage) = end_and_coverage("knownUntil", arguments)?;
    Ok((end >= coverage).then(|| date_literal(coverage)))
}

fn end_and_coverage(name: &str, arguments: &[Term]) -> Result<(Date, Date), Failure> {
    let [end, coverage] = arguments else { return Err(wrong_count(name, "two", arguments)) };
    let last = |term| {
        let value = text(term);
        parse(value)?.latest().ok_or_else(|| Failure::new(value, "has no last day"))
    };
    Ok((last(end)?, last(coverage)?))
}

/// Reads a date or a year as a number.
pub(super) fn parse(value: &str) -> Result<Edtf, Failure> {
    let value = value.trim();
    let padded =
        if value.len() < 4 && !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
            format!("{value:0>4}")
        } else {
            value.to_owned()
        };
    Edtf::parse(&padded).map_err(|error| Failure::new(value, error.to_string()))
}

fn date_literal(date: Date) -> Term {
    Literal::new_typed_literal(date.to_string(), xsd::DATE).into()
}
