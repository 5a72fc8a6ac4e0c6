//! Graphs as files of other programs: nodes and ties are tables, whose columns become attributes.
//!
//! What cannot be said in a format is said in its attributes, so that nothing is lost on the way: dates are texts
//! such as `1985-01-01` wherever a format has no dates.

mod cytoscape;
mod dot;
mod gexf;
mod graphml;
mod matrix;
mod node_link;
mod parquet;
#[cfg(test)]
mod tests;
mod xml;

pub use self::cytoscape::cytoscape;
pub use self::dot::dot;
pub use self::gexf::gexf;
pub use self::graphml::graphml;
pub use self::matrix::matrix;
pub use self::node_link::node_link;
pub use self::parquet::{ParquetError, parquet};

use super::{Cell, Table};

/// A graph to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// What it is called.
    pub name: String,
    /// Whether ties run one way.
    pub directed: bool,
    /// What is said of the whole, as names and values.
    pub notes: Vec<(String, String)>,
    /// The nodes. The first column is their identity, the second what people call them.
    pub nodes: Table,
    /// The ties. The first two columns are the identities of their ends. `weight`, `start` and `end` are what they
    /// say, where a format knows of such things.
    pub ties: Table,
}

/// How many columns of a table are not attributes.
const IDENTIFYING: usize = 2;

impl Table {
    /// The attributes: names and types of the columns after those that identify a row.
    fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        (IDENTIFYING..self.columns.len()).map(|column| Attribute {
            name: &self.columns[column],
            is_number: self.is_numeric(column),
        })
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
struct Attribute<'t> {
    name: &'t str,
    is_number: bool,
}

/// The two texts that identify a row.
fn identity(row: &[Cell]) -> (&str, &str) {
    let text = |column: usize| row.get(column).map_or("", Cell::exact);
    (text(0), text(1))
}

/// The attributes of a row that have a value.
fn values<'t>(table: &'t Table, row: &'t [Cell]) -> impl Iterator<Item = (&'t str, &'t Cell)> {
    table
        .columns
        .iter()
        .map(String::as_str)
        .zip(row)
        .skip(IDENTIFYING)
        .filter(|(_, cell)| **cell != Cell::Empty)
}

/// The value of a column in a row.
fn value<'t>(table: &Table, row: &'t [Cell], column: &str) -> Option<&'t str> {
    let place = table.columns.iter().position(|name| name == column)?;
    row.get(place).filter(|cell| **cell != Cell::Empty).map(Cell::exact)
}
