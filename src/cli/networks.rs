//! `comity network`, `comity centrality` and `comity path`: studies of networks.

use super::Outcome;
use super::args::{CentralityArguments, NetworkArguments, PathArguments, Source, TableFormat};
use super::output::{print_answer, say};
use crate::projection::Layer;
use crate::render::Table;
use crate::report::{
    centrality_plot, centrality_table, explain_table, hop_table, network_plot, network_table,
    path_table,
};
use crate::study::{Answer, Completeness, StudyError, centrality, explain, network, path};

pub(super) fn describe(source: &Source, arguments: &NetworkArguments) -> anyhow::Result<Outcome> {
    let layer = Layer::find(&arguments.layer)?;
    let Some(by) = &arguments.explain_by else {
        let snapshot = source.open()?.snapshot();
        let answer = network::describe(&snapshot, &layer)?;
        if arguments.plot.plot.is_some() {
            let ties = network::ties(&snapshot, &layer, arguments.as_of)?;
            arguments.plot.write(|| network_plot(&ties))?;
        }
        return show(&answer, &network_table(&answer), arguments.table.format);
    };
    let request = explain::Request {
        layer,
        by: layers(by)?,
        as_of: arguments.as_of,
        permutations: arguments.permutations,
        seed: arguments.seed,
    };
    let snapshot = source.open()?.snapshot();
    let answer = explain::explain(&snapshot, &request)?;
    let outcome = show(&answer, &explain_table(&answer), arguments.table.format)?;
    let value = |name: &str| answer.parameters.iter().find(|parameter| parameter.0 == name);
    if let (Some((_, nodes)), Some((_, r_squared))) = (value("nodes"), value("rSquared")) {
        say(&format!("nodes: {nodes}, share of variance explained: {r_squared}"));
    }
    Ok(outcome)
}

pub(super) fn centrality(
    source: &Source,
    arguments: &CentralityArguments,
) -> anyhow::Result<Outcome> {
    let request = centrality::Request {
        layers: layers(&arguments.layer)?,
        measure: arguments.measure.clone(),
        as_of: arguments.as_of,
        years: arguments.years,
        weighted: arguments.weighted,
        normalised: arguments.normalised,
        sensitivity: arguments.sensitivity,
        top: arguments.top,
    };
    let snapshot = source.open()?.snapshot();
    let answer = centrality::centrality(&snapshot, &request)?;
    arguments.plot.write(|| centrality_plot(&answer))?;
    let outcome = show(&answer, &centrality_table(&answer), arguments.table.format)?;
    if arguments.as_of.is_none() && arguments.years.is_none() && !answer.rows.is_empty() {
        say(
            "these are all ties ever recorded, whether or not they held together: `--as-of DATE` takes those of one day",
        );
    }
    Ok(outcome)
}

pub(super) fn path(source: &Source, arguments: &PathArguments) -> anyhow::Result<Outcome> {
    let choice = match (arguments.all_shortest, arguments.k, arguments.all_simple) {
        (true, ..) => path::Choice::AllShortest,
        (_, Some(count), _) => path::Choice::Shortests(count),
        (.., Some(most)) => path::Choice::AllSimple(most),
        _ => path::Choice::Shortest,
    };
    let request = path::Request {
        layers: layers(&arguments.layer)?,
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        choice,
        max_hops: arguments.max_hops,
        time_respecting: arguments.time_respecting,
        as_of: arguments.as_of,
        min_sources: arguments.min_sources,
        weighted: arguments.weighted,
    };
    let snapshot = source.open()?.snapshot();
    let answer = path::paths(&snapshot, &request)?;
    let is_for_people = matches!(arguments.table.format, TableFormat::Table | TableFormat::Md);
    let table =
        if is_for_people && !arguments.ties { hop_table(&answer) } else { path_table(&answer) };
    let outcome = show(&answer, &table, arguments.table.format)?;
    if is_for_people && !arguments.ties && !answer.rows.is_empty() {
        say(
            "the window is when the whole path holds; `--ties` shows each tie with its statement and sources",
        );
    }
    if answer.rows.is_empty() && answer.completeness == Completeness::Complete {
        say(&format!(
            "there is no such path of at most {} hops from {} to {}",
            request.max_hops, request.from, request.to
        ));
    }
    Ok(outcome)
}

/// Layers by name, joined with commas; a `SELECT` of one's own may have commas of its own.
pub(super) fn layers(names: &str) -> Result<Vec<Layer>, StudyError> {
    Ok(Layer::list(names, Layer::find)?)
}

/// Prints an answer, and says what it is where it is not whole.
pub(super) fn show<R>(
    answer: &Answer<R>,
    table: &Table,
    format: TableFormat,
) -> anyhow::Result<Outcome> {
    print_answer(answer, table, format)?;
    say_completeness(&answer.completeness);
    Ok(Outcome::of(!answer.rows.is_empty()))
}

pub(super) fn say_completeness(completeness: &Completeness) {
    match completeness {
        Completeness::NotCovered(covered) => say(&format!("not covered: {covered}")),
        Completeness::Truncated => say("there are more than were asked for"),
        Completeness::Complete => {}
    }
}
