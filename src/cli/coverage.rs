//! `comity coverage`: what the sources have something to say about.

use super::Outcome;
use super::args::{CoverageArguments, Source, TableFormat};
use super::networks::show;
use super::output::say;
use crate::report::{coverage_overview, coverage_table};
use crate::study::coverage::{Request, coverage};

pub(super) fn run(source: &Source, arguments: &CoverageArguments) -> anyhow::Result<Outcome> {
    let request = Request {
        source: arguments.source.clone(),
        kind: arguments.kind.clone(),
        state: arguments.state.clone(),
        scope: arguments.scope.clone(),
        date: arguments.date,
        top: arguments.top,
    };
    let snapshot = source.open()?.snapshot();
    let answer = coverage(&snapshot, &request)?;
    let table = match arguments.table.format {
        TableFormat::Table | TableFormat::Md => coverage_overview(&answer),
        _ => coverage_table(&answer),
    };
    let outcome = show(&answer, &table, arguments.table.format)?;
    if answer.rows.is_empty() {
        say("no source covers that");
    }
    Ok(outcome)
}
