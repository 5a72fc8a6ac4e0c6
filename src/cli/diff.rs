//! `comity diff`: what a new version of a graph changed.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use oxrdf::{NamedNode, Triple};

use super::Outcome;
use super::args::{Source, TableArguments};
use super::output::{print_answer, say};
use crate::import::rdf::{Options, read};
use crate::query::Snapshot;
use crate::report::diff_table;
use crate::study::diff::{Change, diff, triples_of};
use crate::vocab;

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// A graph by its IRI or its name, or an RDF file (as `comity dump --graph` writes it)
    before: String,
    /// What it is compared with: a graph or an RDF file
    after: String,
    #[command(flatten)]
    table: TableArguments,
}

pub(super) fn run(source: &Source, arguments: &DiffArguments) -> anyhow::Result<Outcome> {
    let snapshot = source.open()?.snapshot();
    let before = triples(&snapshot, &arguments.before)?;
    let after = triples(&snapshot, &arguments.after)?;
    let answer = diff(&snapshot, [&arguments.before, &arguments.after], &before, &after);
    print_answer(&answer, &diff_table(&answer), arguments.table.format)?;
    let count = |change| {
        let mut things: Vec<&str> = answer
            .rows
            .iter()
            .filter(|row| row.change == change)
            .map(|row| row.thing.iri.as_str())
            .collect();
        things.dedup();
        things.len()
    };
    say(&format!(
        "{} things added, {} removed, {} changed",
        count(Change::Added),
        count(Change::Removed),
        count(Change::Changed)
    ));
    Ok(Outcome::of(!answer.rows.is_empty()))
}

fn triples(snapshot: &Arc<Snapshot>, name: &str) -> anyhow::Result<Vec<Triple>> {
    let path = Path::new(name);
    if path.is_file() {
        let change = read(&[path.to_owned()], &Options::default())?;
        let is_note = |quad: &oxrdf::Quad| quad.graph_name == vocab::GRAPH_LOADS.into();
        return Ok(change
            .inserted
            .into_iter()
            .filter(|quad| !is_note(quad))
            .map(Triple::from)
            .collect());
    }
    let iri =
        if name.contains("://") { name.to_owned() } else { format!("{}{name}", vocab::GRAPH) };
    let graph =
        NamedNode::new(&iri).with_context(|| format!("`{name}` is neither a graph nor a file"))?;
    let found = triples_of(snapshot, &graph);
    if found.is_empty() {
        bail!(
            "there is neither a file `{name}` nor a graph <{iri}>: `comity stats` names the graphs"
        );
    }
    Ok(found)
}
