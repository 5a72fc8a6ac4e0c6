//! How a section's rows are drawn: what the header line `Figure:` says.
//!
//! ```text
//! # Figure: timeline; label organisation; group role; start start; end end
//! # Figure: lines; x period; y value; series reporter; unit US dollars
//! # Figure: network; from one; to other; kind relation
//! # Figure: bars; label other; value share
//! ```

use std::collections::BTreeMap;

/// A kind of figure with the columns that it is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Spells in lanes.
    Timeline {
        /// Whose lane.
        label: String,
        /// Told by colour.
        group: Option<String>,
        /// The first day, or the first possible one.
        start: String,
        /// The last possible first day.
        certain: Option<String>,
        /// The last day.
        end: String,
    },
    /// Values over years. Without `series`, there is one line a source.
    Lines {
        /// The years.
        x: String,
        /// The values.
        y: String,
        /// What tells the lines apart.
        series: Option<String>,
        /// What the values are, in words.
        unit: String,
    },
    /// Things and their ties.
    Network {
        /// The one end.
        from: String,
        /// The other.
        to: String,
        /// Told by colour.
        kind: Option<String>,
    },
    /// Values by size.
    Bars {
        /// What a bar is about.
        label: String,
        /// How long it is.
        value: String,
    },
}

impl Figure {
    /// Reads what stands behind `Figure:`.
    ///
    /// # Errors
    ///
    /// A phrase that says which part is not understood.
    pub fn from_header(text: &str) -> Result<Self, String> {
        let mut parts = text.split(';').map(str::trim);
        let form = parts.next().unwrap_or_default();
        let mut roles: BTreeMap<&str, String> = parts
            .map(|part| {
                part.split_once(' ').ok_or_else(|| format!("has a part `{part}` without a column"))
            })
            .map(|part| part.map(|(role, column)| (role, column.trim().to_owned())))
            .collect::<Result<_, _>>()?;
        let mut take = |role: &str| roles.remove(role);
        let needed = |role: &str, column: Option<String>| {
            column.ok_or_else(|| format!("`{form}` needs a part `{role} COLUMN`"))
        };
        let figure = match form {
            "timeline" => Self::Timeline {
                label: needed("label", take("label"))?,
                group: take("group"),
                start: take("start").unwrap_or_else(|| "start".to_owned()),
                certain: take("certain"),
                end: take("end").unwrap_or_else(|| "end".to_owned()),
            },
            "lines" => Self::Lines {
                x: needed("x", take("x"))?,
                y: needed("y", take("y"))?,
                series: take("series"),
                unit: take("unit").unwrap_or_default(),
            },
            "network" => Self::Network {
                from: needed("from", take("from"))?,
                to: needed("to", take("to"))?,
                kind: take("kind"),
            },
            "bars" => Self::Bars {
                label: needed("label", take("label"))?,
                value: needed("value", take("value"))?,
            },
            other => {
                return Err(format!("`{other}` is none of timeline, lines, network and bars"));
            }
        };
        match roles.keys().next() {
            None => Ok(figure),
            Some(role) => Err(format!("`{form}` has no part `{role}`")),
        }
    }

    /// The columns that the figure needs.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let columns: [Option<&String>; 5] = match self {
            Self::Timeline { label, group, start, certain, end } => {
                [Some(label), group.as_ref(), Some(start), certain.as_ref(), Some(end)]
            }
            Self::Lines { x, y, series, .. } => [Some(x), Some(y), series.as_ref(), None, None],
            Self::Network { from, to, kind } => [Some(from), Some(to), kind.as_ref(), None, None],
            Self::Bars { label, value } => [Some(label), Some(value), None, None, None],
        };
        columns.into_iter().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_names_its_columns() {
        let figure = Figure::from_header("lines; x period; y value; unit US dollars").unwrap();
        assert_eq!(figure.columns().collect::<Vec<_>>(), ["period", "value"]);
    }

    #[test]
    fn what_is_wrong_with_a_figure_is_said() {
        let check = |text: &str, says: &str| {
            assert_eq!(Figure::from_header(text).unwrap_err(), says);
        };
        check("pie; label x", "`pie` is none of timeline, lines, network and bars");
        check("bars; label x", "`bars` needs a part `value COLUMN`");
        check("bars; label x; value y; colour z", "`bars` has no part `colour`");
        check("bars; label", "has a part `label` without a column");
    }
}
