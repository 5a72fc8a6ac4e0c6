//! What validation found, as tables.

use std::sync::Arc;

use super::{node_cell, text_cell};
use crate::render::{Cell, Table};
use crate::store::snapshot::Snapshot;
use crate::validate::Finding;
use crate::validate::passages::Quotation;

/// One row a finding.
#[must_use]
pub fn findings_table(snapshot: &Arc<Snapshot>, findings: &[Finding]) -> Table {
    let mut table = Table::new(&["severity", "node", "rule", "message", "file"]);
    table.rows = findings
        .iter()
        .map(|finding| {
            vec![
                Cell::text(finding.severity.to_string()),
                node_cell(snapshot, &finding.node),
                Cell::text(finding.rule.clone()),
                Cell::text(finding.message.clone()),
                text_cell(finding.file.as_ref().or(finding.graph.as_ref())),
            ]
        })
        .collect();
    table
}

/// One row a statement, beside the words that it rests on.
#[must_use]
pub fn quotations_table(snapshot: &Arc<Snapshot>, quotations: &[Quotation]) -> Table {
    let mut table = Table::new(&["statement", "passage", "start", "end", "words"]);
    table.rows = quotations
        .iter()
        .map(|quotation| {
            vec![
                match &quotation.statement {
                    Some(statement) => node_cell(snapshot, statement),
                    None => Cell::text("(no statement rests on this passage)"),
                },
                Cell::text(crate::query::labels::compact(&quotation.passage)),
                Cell::number(quotation.start),
                Cell::number(quotation.end),
                match &quotation.words {
                    Ok(words) => Cell::text(words.clone()),
                    Err(problem) => Cell::text(format!("error: {problem}")),
                },
            ]
        })
        .collect();
    table
}
