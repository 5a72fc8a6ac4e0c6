//! `comity conflicts`: where sources disagree, and what can hardly be right.

use std::sync::Arc;

use anyhow::bail;

use super::Outcome;
use super::args::{ConflictsArguments, Source};
use super::output::{print_answer, say};
use crate::query::Snapshot;
use crate::report::{comparison_table, conflicts_table};
use crate::study::compare::{self, Label, compare};
use crate::study::conflicts::{Request, conflicts};
use crate::vocab;

pub(super) fn run(source: &Source, arguments: &ConflictsArguments) -> anyhow::Result<Outcome> {
    let snapshot = source.open()?.snapshot();
    if let Some(facts) = &arguments.facts {
        return compare_facts(&snapshot, facts, arguments);
    }
    let answer = conflicts(&snapshot, Request { all: arguments.all })?;
    print_answer(&answer, &conflicts_table(&answer), arguments.table.format)?;
    if answer.rows.is_empty() {
        say("no source contradicts another, and no figure is implausible");
    }
    Ok(Outcome::of(!answer.rows.is_empty()))
}

fn compare_facts(
    snapshot: &Arc<Snapshot>,
    facts: &str,
    arguments: &ConflictsArguments,
) -> anyhow::Result<Outcome> {
    let labels = if arguments.labels.is_empty() {
        vec![Label::Conflict, Label::Majority]
    } else {
        arguments.labels.iter().map(|name| label(name)).collect::<anyhow::Result<_>>()?
    };
    let source = arguments.source.as_ref().map(|source| {
        if source.contains("://") {
            source.clone()
        } else {
            format!("{}source/{source}", vocab::ID)
        }
    });
    let request = compare::Request { facts: facts.to_owned(), labels, source };
    let comparison = compare(snapshot, &request)?;
    print_answer(
        &comparison.answer,
        &comparison_table(&comparison.answer),
        arguments.table.format,
    )?;
    let counts: Vec<String> = comparison
        .counts
        .iter()
        .map(|(label, count)| format!("{count} {}", label.name()))
        .collect();
    say(&format!("of all facts: {}; tolerance {}", counts.join(", "), comparison.tolerance));
    Ok(Outcome::of(!comparison.answer.rows.is_empty()))
}

fn label(name: &str) -> anyhow::Result<Label> {
    if let Some(label) = Label::ALL.into_iter().find(|label| label.name() == name) {
        Ok(label)
    } else {
        let names: Vec<&str> = Label::ALL.iter().map(|label| label.name()).collect();
        bail!("there is no label `{name}`: there are {}", names.join(", "))
    }
}
