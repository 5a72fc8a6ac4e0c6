//! `comity stats`: what is there.

use super::Outcome;
use super::args::{Source, TableArguments};
use super::output::{print_answer, say};
use crate::report::stats_table;
use crate::study::stats;

pub(super) fn run(source: &Source, arguments: TableArguments) -> anyhow::Result<Outcome> {
    let snapshot = source.open()?.snapshot();
    let answer = stats::stats(&snapshot);
    print_answer(&answer, &stats_table(&answer), arguments.format)?;
    say(&format!(
        "{} quads, {} terms, {} graphs, version {}",
        snapshot.len(),
        snapshot.dictionary().len(),
        answer.rows.len(),
        answer.data_version
    ));
    Ok(Outcome::of(!snapshot.is_empty()))
}
