//! The columns of rows as they are at one step: which cell holds which variable.

use super::mapping::{ColumnType, Condition, Table, Test};
use super::row::Row;

/// Which cell of a row is which variable.
#[derive(Debug, Clone)]
pub(super) struct Schema {
    columns: Vec<Cell>,
    /// How many cells a row of the file has.
    pub(super) width: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The variable; none for a column that the mapping does not use.
    pub(super) variable: Option<String>,
    /// The heading in the file; the variable for cells that were added.
    pub(super) heading: String,
    pub(super) kind: CellKind,
    pub(super) required: bool,
    missing: Vec<String>,
}

/// What a cell becomes as a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Of(ColumnType),
    /// A term as SPARQL writes it, computed from others.
    Term,
}

impl Schema {
    /// The cells of a file with these headings, for a table of a mapping.
    pub(super) fn of_file(headings: &[String], table: &Table) -> Self {
        let columns = headings
            .iter()
            .map(|heading| {
                let column = table
                    .columns
                    .iter()
                    .find(|column| column.heading == *heading && !column.ignored);
                Cell {
                    variable: column.map(|column| column.variable.clone()),
                    heading: heading.clone(),
                    kind: CellKind::Of(column.map_or(ColumnType::Text, |column| column.kind)),
                    required: column.is_some_and(|column| column.required),
                    missing: column
                        .map(|column| {
                            column.missing.iter().chain(&table.missing).cloned().collect()
                        })
                        .unwrap_or_default(),
                }
            })
            .collect();
        Self { columns, width: headings.len() }
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.columns
    }

    /// Adds a cell at the end.
    pub(super) fn push(&mut self, variable: &str, kind: CellKind) {
        self.columns.push(Cell {
            variable: Some(variable.to_owned()),
            heading: variable.to_owned(),
            kind,
            required: false,
            missing: Vec::new(),
        });
    }

    /// Adds the cells of another table; a name that is taken gets the table's before it.
    pub(super) fn join(&mut self, table: &str, other: &Self) {
        for cell in &other.columns {
            let mut cell = cell.clone();
            if let Some(variable) = &cell.variable
                && self.index(variable).is_some()
            {
                cell.variable = Some(format!("{}_{variable}", table.replace('-', "_")));
            }
            cell.required = false;
            self.columns.push(cell);
        }
    }

    pub(super) fn index(&self, variable: &str) -> Option<usize> {
        self.columns.iter().position(|cell| cell.variable.as_deref() == Some(variable))
    }

    pub(super) fn index_of_heading(&self, heading: &str) -> Option<usize> {
        self.columns.iter().position(|cell| cell.heading == heading)
    }

    /// The value of a cell; none where it is missing.
    pub(super) fn value<'r>(&self, row: &'r Row, index: usize) -> Option<&'r str> {
        let text = row.cell(index).trim();
        let is_missing =
            text.is_empty() || self.columns[index].missing.iter().any(|mark| mark == text);
        (!is_missing).then_some(text)
    }

    /// Whether all columns of the conditions are here.
    pub(super) fn knows(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.index(&condition.column).is_some())
    }

    /// Whether all conditions hold of a row.
    pub(super) fn holds(&self, conditions: &[Condition], row: &Row) -> bool {
        conditions.iter().all(|condition| {
            let Some(index) = self.index(&condition.column) else { return false };
            let text = row.cell(index).trim();
            match &condition.test {
                Test::Empty => self.value(row, index).is_none(),
                Test::NotEmpty => self.value(row, index).is_some(),
                Test::In(values) => values.iter().any(|value| value == text),
                Test::NotIn(values) => values.iter().all(|value| value != text),
            }
        })
    }
}
