//! Dates as days since 1970-01-01, and spans of days; both bounds belong to the span.

/// Days since 1970-01-01; negative before.
pub type Day = i32;

/// A span of days in which both bounds are included; a bound that is absent is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Interval {
    /// First day, or none if the span has no known beginning.
    pub start: Option<Day>,
    /// Last day, or none if the span has no known end.
    pub end: Option<Day>,
}

impl Interval {
    /// The span without bounds.
    pub const ALWAYS: Self = Self { start: None, end: None };

    /// A span from its two bounds.
    pub const fn new(start: Option<Day>, end: Option<Day>) -> Self {
        Self { start, end }
    }

    /// The span of a single day.
    pub const fn day(day: Day) -> Self {
        Self::new(Some(day), Some(day))
    }

    /// Whether `day` lies in the span.
    ///
    /// ```
    /// use comity::graph::Interval;
    /// let decade = Interval::new(Some(0), Some(3652));
    /// assert!(decade.contains(0) && decade.contains(3652) && !decade.contains(3653));
    /// ```
    pub fn contains(self, day: Day) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day <= end)
    }

    /// Whether every day of `other` lies in this span.
    pub fn covers(self, other: Self) -> bool {
        let starts =
            self.start.is_none() || other.start.is_some_and(|start| self.start <= Some(start));
        let ends = match (self.end, other.end) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(end)) => end <= own,
        };
        starts && ends
    }

    /// The days that both spans share, or none.
    ///
    /// ```
    /// use comity::graph::Interval;
    /// let early = Interval::new(None, Some(10));
    /// let late = Interval::new(Some(10), None);
    /// assert_eq!(early.intersection(late), Some(Interval::day(10)));
    /// assert_eq!(early.intersection(Interval::day(11)), None);
    /// ```
    pub fn intersection(self, other: Self) -> Option<Self> {
        let start = self.start.max(other.start);
        let end = match (self.end, other.end) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
        };
        let shared = Self { start, end };
        (!shared.is_reversed()).then_some(shared)
    }

    /// Whether the end lies before the start.
    pub fn is_reversed(self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end)) if end < start)
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn open_spans_cover_closed_ones() {
        let closed = Interval::new(Some(1), Some(9));
        assert!(Interval::ALWAYS.covers(closed));
        assert!(Interval::new(Some(1), None).covers(closed));
        assert!(!closed.covers(Interval::new(Some(1), None)));
        assert!(!closed.covers(Interval::new(None, Some(9))));
        assert!(!Interval::new(Some(2), None).covers(closed));
    }

    #[test]
    fn an_end_before_a_start_is_reversed() {
        assert!(Interval::new(Some(2), Some(1)).is_reversed());
        assert!(!Interval::day(1).is_reversed());
    }
}
