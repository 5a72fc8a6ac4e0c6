//! Dates as the graph counts them: days since 1970-01-01.

use jiff::Unit;
use jiff::civil::{Date, date};

use crate::graph::Day;

const EPOCH: Date = date(1970, 1, 1);

/// The day of a date.
#[must_use]
pub fn day_of(date: Date) -> Day {
    // Every date of the calendar is a few million days from the epoch, and counting days cannot fail.
    EPOCH.until((Unit::Day, date)).map_or(0, |span| span.get_days())
}

/// The first day of a year; `None` for a year that the calendar does not have.
#[must_use]
pub fn year_start(year: i16) -> Option<Day> {
    Date::new(year, 1, 1).ok().map(day_of)
}

/// The last day of a year; `None` for a year that the calendar does not have.
#[must_use]
pub fn year_end(year: i16) -> Option<Day> {
    Date::new(year, 12, 31).ok().map(day_of)
}

/// A day as a date.
#[must_use]
pub fn text_of_day(day: Day) -> String {
    EPOCH
        .checked_add(jiff::Span::new().days(day))
        .map_or_else(|_| day.to_string(), |date| date.to_string())
}
