//! `comity conflicts`: where sources disagree, and what can hardly be right.

use super::Outcome;
use super::args::{ConflictsArguments, Source};
use super::output::{print_answer, say};
use crate::report::conflicts_table;
use crate::study::conflicts::{Request, conflicts};

pub(super) fn run(source: &Source, arguments: &ConflictsArguments) -> anyhow::Result<Outcome> {
    let snapshot = source.open()?.snapshot();
    let answer = conflicts(&snapshot, Request { all: arguments.all })?;
    print_answer(&answer, &conflicts_table(&answer), arguments.table.format)?;
    if answer.rows.is_empty() {
        say("no source contradicts another, and no figure is implausible");
    }
    Ok(Outcome::of(!answer.rows.is_empty()))
}
