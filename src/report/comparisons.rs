//! What sources say of one fact, side by side.

use super::node_cell;
use crate::render::{Cell, Table};
use crate::study::Answer;
use crate::study::compare::Fact;

/// One row a source of each fact.
#[must_use]
pub fn comparison_table(answer: &Answer<Fact>) -> Table {
    let mut table = Table::new(&["label", "subject", "object", "detail", "source", "value"]);
    for fact in &answer.rows {
        for (source, value) in &fact.values {
            table.rows.push(vec![
                Cell::text(fact.label.name()),
                node_cell(&fact.subject),
                node_cell(&fact.object),
                fact.detail.as_ref().map_or(Cell::Empty, |detail| Cell::text(detail.clone())),
                node_cell(source),
                Cell::text(value.clone()),
            ]);
        }
    }
    table
}
