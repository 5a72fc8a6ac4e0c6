//! Mappings and the accounts of imports as tables.

use crate::import::dataset::Imported;
use crate::import::mapping::Mapping;
use crate::render::{Cell, Table};

/// What there are mappings for.
#[must_use]
pub fn mappings_table(mappings: &[Mapping]) -> Table {
    let mut table = Table::new(&["dataset", "version", "covers", "title"]);
    for mapping in mappings {
        let optional = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
        table.rows.push(vec![
            Cell::text(&mapping.dataset),
            optional(mapping.version.clone()),
            optional(mapping.coverage().map(|coverage| coverage.span.to_string())),
            Cell::text(&mapping.title),
        ]);
    }
    table
}

/// What became of the rows of each table; imported, skipped and rejected add up to those read.
#[must_use]
pub fn accounts_table(imported: &Imported) -> Table {
    let mut table = Table::new(&["table", "read", "imported", "skipped", "rejected"]);
    for account in &imported.tables {
        let counts = &account.counts;
        let numbers = [counts.read, counts.imported, counts.skipped, counts.rejected];
        let row = std::iter::once(Cell::text(&account.table)).chain(numbers.map(Cell::number));
        table.rows.push(row.collect());
    }
    table
}
