//! `comity query`: a query or a named question, answered on standard output.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use oxrdfio::{RdfFormat, RdfSerializer};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spareval::{QueryResults, QuerySolution, QuerySolutionIter, QueryTripleIter};

use super::Outcome;
use super::args::{QueryArguments, QueryFormat, Source};
use super::output::{self, print};
use crate::query::labels::PREFIXES;
use crate::query::question::Question;
use crate::query::{Deadline, Evaluation, QueryError, evaluate};
use crate::render::{Cell, Table, markdown, terminal};
use crate::report::solutions_table;
use crate::service::services;
use crate::store::snapshot::Snapshot;
use crate::study::Completeness;
use crate::study::ask::readable;
use crate::study::coverage::{Asked, answer_for};

pub(super) fn run(source: &Source, arguments: &QueryArguments) -> anyhow::Result<Outcome> {
    if arguments.list {
        print(&terminal(&questions_table(), output::width()))?;
        return Ok(Outcome::Answered);
    }
    let question = question(arguments)?;
    if arguments.show {
        print(&question.text)?;
        return Ok(Outcome::Answered);
    }
    let snapshot = source.open()?.snapshot();
    let given: BTreeMap<String, String> = arguments.param.iter().cloned().collect();
    let values = question.values(&snapshot, &given)?;
    let query = question.query_with(&values, None)?;
    let evaluation = Evaluation {
        default_graph: arguments.default_graph.into(),
        dataset: None,
        deadline: arguments.timeout.map(Deadline::after).unwrap_or_default(),
        services: services(),
        ..Evaluation::default()
    };
    evaluation.deadline.watch();
    let deadline = &evaluation.deadline;
    let outcome = evaluate(&snapshot, &query, &evaluation, |results| match results {
        QueryResults::Solutions(rows) => {
            write_solutions(&snapshot, rows, arguments.format, deadline)
        }
        QueryResults::Boolean(value) => write_boolean(value, arguments.format),
        QueryResults::Graph(triples) => write_graph(triples, arguments.format, deadline),
    })?;
    if let Some(covers) = &question.covers {
        let is_empty = outcome == Outcome::NothingFound;
        let completeness = answer_for(&snapshot, &Asked::new(covers, &values), is_empty)?;
        if let Completeness::NotCovered(covered) = completeness {
            output::say(&format!("not covered: {covered}"));
        }
    }
    Ok(outcome)
}

/// The query that the arguments mean: a text, standard input, a file or a named question.
fn question(arguments: &QueryArguments) -> anyhow::Result<Question> {
    if let Some(text) = &arguments.text {
        return Ok(Question::from_text("-e", text)?);
    }
    let name = arguments.query.as_deref().unwrap_or("-");
    if name == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).context("standard input")?;
        return Ok(Question::from_text("standard input", &text)?);
    }
    if Path::new(name).is_file() {
        let text = std::fs::read_to_string(name).with_context(|| format!("`{name}`"))?;
        return Ok(Question::from_text(name, &text)?);
    }
    if let Some(question) = Question::named(name) {
        return Ok(question);
    }
    if name.contains(char::is_whitespace) {
        bail!("there is no file or question `{name}`: to run a query's text, put `-e` before it");
    }
    match Question::nearest(name).as_slice() {
        [] => bail!(
            "there is no file or question `{name}`: `comity query --list` shows the questions"
        ),
        nearest => {
            bail!("there is no file or question `{name}`: did you mean {}?", nearest.join(" or "))
        }
    }
}

fn questions_table() -> Table {
    let mut table = Table::new(&["name", "title", "parameters"]);
    for question in Question::all() {
        let parameters: Vec<String> = question
            .parameters
            .iter()
            .map(|parameter| match &parameter.default {
                Some(default) => format!("{}={default}", parameter.name),
                None => format!("{}=…", parameter.name),
            })
            .collect();
        table.rows.push(vec![
            Cell::text(question.name),
            Cell::text(question.title),
            Cell::text(parameters.join(", ")),
        ]);
    }
    table
}

fn write_solutions(
    snapshot: &Arc<Snapshot>,
    rows: QuerySolutionIter<'static>,
    format: QueryFormat,
    deadline: &Deadline,
) -> anyhow::Result<Outcome> {
    let sparql = match format {
        QueryFormat::Json => QueryResultsFormat::Json,
        QueryFormat::Xml => QueryResultsFormat::Xml,
        QueryFormat::Csv => QueryResultsFormat::Csv,
        QueryFormat::Tsv => QueryResultsFormat::Tsv,
        QueryFormat::Table | QueryFormat::Md => {
            return write_table(snapshot, rows, format, deadline);
        }
        QueryFormat::Turtle | QueryFormat::Ntriples => {
            bail!("a `SELECT` has rows, not a graph: choose table, json, xml, csv, tsv or md")
        }
    };
    let out = BufWriter::new(io::stdout().lock());
    let mut writer = QueryResultsSerializer::from_format(sparql)
        .serialize_solutions_to_writer(out, rows.variables().to_vec())?;
    let mut is_empty = true;
    for row in rows {
        is_empty = false;
        writer.serialize(&row.map_err(|error| QueryError::from_evaluation(error, deadline))?)?;
    }
    writer.finish()?.flush()?;
    Ok(Outcome::of(!is_empty))
}

fn write_table(
    snapshot: &Arc<Snapshot>,
    rows: QuerySolutionIter<'static>,
    format: QueryFormat,
    deadline: &Deadline,
) -> anyhow::Result<Outcome> {
    let variables = rows.variables().to_vec();
    let rows: Vec<QuerySolution> = rows
        .collect::<Result<_, _>>()
        .map_err(|error| QueryError::from_evaluation(error, deadline))?;
    let table = solutions_table(readable(snapshot, &variables, &rows));
    print(&match format {
        QueryFormat::Md => markdown(&table),
        _ => terminal(&table, output::width()),
    })?;
    if rows.is_empty() {
        output::say("nothing found");
    }
    Ok(Outcome::of(!rows.is_empty()))
}

fn write_boolean(value: bool, format: QueryFormat) -> anyhow::Result<Outcome> {
    let sparql = match format {
        QueryFormat::Json => QueryResultsFormat::Json,
        QueryFormat::Xml => QueryResultsFormat::Xml,
        QueryFormat::Csv => QueryResultsFormat::Csv,
        QueryFormat::Tsv => QueryResultsFormat::Tsv,
        _ => {
            print(if value { "yes\n" } else { "no\n" })?;
            return Ok(Outcome::of(value));
        }
    };
    QueryResultsSerializer::from_format(sparql)
        .serialize_boolean_to_writer(io::stdout().lock(), value)?
        .write_all(b"\n")?;
    Ok(Outcome::of(value))
}

fn write_graph(
    triples: QueryTripleIter<'static>,
    format: QueryFormat,
    deadline: &Deadline,
) -> anyhow::Result<Outcome> {
    let rdf = match format {
        QueryFormat::Table | QueryFormat::Turtle => RdfFormat::Turtle,
        QueryFormat::Ntriples => RdfFormat::NTriples,
        QueryFormat::Json => RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::empty() },
        QueryFormat::Xml => RdfFormat::RdfXml,
        QueryFormat::Csv | QueryFormat::Tsv | QueryFormat::Md => {
            bail!(
                "a `CONSTRUCT` or `DESCRIBE` has a graph, not rows: choose turtle, ntriples, json or xml"
            )
        }
    };
    let mut serializer = RdfSerializer::from_format(rdf);
    for (prefix, iri) in PREFIXES {
        serializer = serializer.with_prefix(prefix, iri)?;
    }
    let mut writer = serializer.for_writer(BufWriter::new(io::stdout().lock()));
    let mut is_empty = true;
    for triple in triples {
        is_empty = false;
        writer.serialize_triple(
            &triple.map_err(|error| QueryError::from_evaluation(error, deadline))?,
        )?;
    }
    writer.finish()?.flush()?;
    Ok(Outcome::of(!is_empty))
}
