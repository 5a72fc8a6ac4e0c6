//! What validation found, as tables.

use super::text_cell;
use crate::render::{Cell, Table};
use crate::validate::Finding;
use crate::validate::passages::Quotation;

/// One row a finding.
#[must_use]
pub fn findings_table(findings: &[Finding]) -> Table {
    let mut table = Table::new(&["severity", "node", "rule", "message", "file"]);
    table.rows = findings
        .iter()
        .map(|finding| {
            vec![
                Cell::text(finding.severity.to_string()),
                named(&finding.node, finding.label.as_ref()),
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
pub fn quotations_table(quotations: &[Quotation]) -> Table {
    let mut table = Table::new(&["statement", "passage", "start", "end", "words"]);
    table.rows = quotations
        .iter()
        .map(|quotation| {
            vec![
                match &quotation.statement {
                    Some(statement) => named(statement, quotation.label.as_ref()),
                    None => Cell::text("(no statement rests on this passage)"),
                },
                named(&quotation.passage, None),
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

fn named(iri: &str, label: Option<&String>) -> Cell {
    let short = iri.strip_prefix("https://w3id.org/comity/id/").unwrap_or(iri).to_owned();
    Cell::Node { iri: iri.to_owned(), label: label.cloned(), short }
}
