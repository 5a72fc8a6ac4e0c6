//! A report as JSON: the same for the command line and the server.

use serde_json::{Map, Value, json};

use super::super::{node_cell, solutions_table};
use crate::render::{Cell, Table, json_rows};
use crate::study::Completeness;
use crate::study::ask::Rows;
use crate::study::report::{Citation, Reference, Report, SectionAnswer};

/// Sections with rows as flat objects, each with `references`: the numbers of its sources in the list at the end.
#[must_use]
pub fn report_json(report: &Report) -> Value {
    let subjects = report.kind.parameters().iter().zip(&report.subjects);
    let mut parameters: Map<String, Value> =
        subjects.map(|(name, node)| ((*name).to_owned(), node.iri.clone().into())).collect();
    parameters.insert("kind".to_owned(), report.kind.name().into());
    parameters.insert("asOf".to_owned(), report.as_of.clone().into());
    json!({
        "study": "report",
        "title": report.title(),
        "parameters": parameters,
        "dataVersion": report.data_version.to_string(),
        "completeness": report.completeness(),
        "sections": report.sections.iter().map(section).collect::<Vec<_>>(),
        "conflicts": conflicts(report),
        "coverage": coverage(report),
        "references": report.references.iter().map(reference).collect::<Vec<_>>(),
    })
}

fn section(section: &SectionAnswer) -> Value {
    let table = solutions_table(Rows {
        columns: section.columns.clone(),
        rows: section.rows.iter().map(|row| row.values.clone()).collect(),
    });
    let mut rows = json_rows(&table);
    for (row, of) in rows.iter_mut().zip(&section.rows).filter(|_| section.is_sourced) {
        row["references"] = of.citations.iter().map(citation).collect();
    }
    let mut value = json!({
        "section": section.name,
        "title": section.title,
        "says": section.says,
        "computed": !section.is_sourced,
        "completeness": section.completeness.to_string(),
        "rows": rows,
    });
    if let Completeness::NotCovered(covered) = &section.completeness {
        value["covered"] = covered.clone().into();
    }
    value
}

fn citation(citation: &Citation) -> Value {
    match citation.passage {
        None => json!({ "number": citation.reference }),
        Some((start, end)) => {
            json!({ "number": citation.reference, "passageStart": start, "passageEnd": end })
        }
    }
}

fn conflicts(report: &Report) -> Vec<Value> {
    let table =
        super::super::conflict_rows(report.conflicts.iter().map(|conflict| &conflict.finding));
    let mut rows = json_rows(&table);
    for (row, conflict) in rows.iter_mut().zip(&report.conflicts) {
        row["references"] = json!([citation(&conflict.citation)]);
    }
    rows
}

fn coverage(report: &Report) -> Vec<Value> {
    let mut table = Table::new(&["kind", "sources", "exhaustive", "start", "end"]);
    for covered in &report.coverage {
        let day = |day: &Option<String>| day.clone().map_or(Cell::Empty, Cell::Text);
        table.rows.push(vec![
            node_cell(&covered.kind),
            Cell::number(covered.sources),
            Cell::number(covered.exhaustive),
            day(&covered.start),
            day(&covered.end),
        ]);
    }
    json_rows(&table)
}

fn reference(reference: &Reference) -> Value {
    let mut value = json!({
        "number": reference.number,
        "source": reference.source.iri,
        "citation": reference.citation,
    });
    for (name, text) in [
        ("title", &reference.source.label),
        ("publisher", &reference.publisher),
        ("date", &reference.date),
        ("address", &reference.address),
        ("accessed", &reference.accessed),
    ] {
        if let Some(text) = text {
            value[name] = text.clone().into();
        }
    }
    value
}
