//! `comity panel`: a table of states or pairs of states by year, for a regression.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use oxrdf::NamedNode;

use super::Outcome;
use super::args::Source;
use super::output::say;
use crate::render::parquet::{ParquetWriter, Value};
use crate::study::panel::{Cell, Column, Panel, Request, System, UnitOfAnalysis, panel};
use crate::vocab;

#[derive(Debug, Args)]
pub(super) struct PanelArguments {
    /// What a row is about
    #[arg(long, value_name = "UNIT", default_value = "dyad-year")]
    unit: UnitArgument,
    /// The first and the last year, as in 1946..2014
    #[arg(long, value_name = "FROM..TO", value_parser = years, required_unless_present = "list")]
    years: Option<RangeInclusive<i16>>,
    /// The measures, divided by commas (see `--list`)
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', required_unless_present = "list")]
    columns: Vec<String>,
    /// Whose list of states makes the rows
    #[arg(long, value_name = "SYSTEM", default_value = "cow")]
    system: SystemArgument,
    /// Of the statements that the measures rest on, only those of this graph; repeated for several
    #[arg(long = "graph", value_name = "GRAPH")]
    graphs: Vec<String>,
    /// File to write, as CSV or, where it ends in .parquet, as Parquet; by default CSV on standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// File for the citations; by default beside the output
    #[arg(long, value_name = "FILE")]
    citations: Option<PathBuf>,
    /// Say which measures there are
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[expect(clippy::enum_variant_names, reason = "the field's names of units of analysis")]
enum UnitArgument {
    StateYear,
    DyadYear,
    DirectedDyadYear,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SystemArgument {
    Cow,
    Gw,
}

fn years(text: &str) -> Result<RangeInclusive<i16>, String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| {
        text.trim_start_matches('=')
            .parse::<i16>()
            .ok()
            .filter(|year| (1..=9998).contains(year))
            .ok_or(format!("`{text}` is no year; write two years, as in 1946..2014"))
    };
    let (from, to) = (year(from)?, year(to)?);
    if to < from { Err(format!("{to} is before {from}")) } else { Ok(from..=to) }
}

pub(super) fn run(source: &Source, arguments: &PanelArguments) -> anyhow::Result<Outcome> {
    if arguments.list {
        let names = |of_state| Column::names(of_state).join("\n  ");
        super::output::print(&format!(
            "for states and years:\n  {}\nfor pairs of states and years:\n  {}\nand every layer\n",
            names(true),
            names(false)
        ))?;
        return Ok(Outcome::Answered);
    }
    let snapshot = source.open()?.snapshot();
    let graphs = arguments
        .graphs
        .iter()
        .map(|name| graph(name, &snapshot))
        .collect::<anyhow::Result<_>>()?;
    let request = Request {
        unit: match arguments.unit {
            UnitArgument::StateYear => UnitOfAnalysis::StateYear,
            UnitArgument::DyadYear => UnitOfAnalysis::DyadYear,
            UnitArgument::DirectedDyadYear => UnitOfAnalysis::DirectedDyadYear,
        },
        years: arguments.years.clone().context("`--years` is missing")?,
        columns: arguments.columns.clone(),
        system: match arguments.system {
            SystemArgument::Cow => System::Cow,
            SystemArgument::Gw => System::Gw,
        },
        graphs,
    };
    let panel = panel(&snapshot, &request)?;
    let count = write(&panel, arguments.output.as_deref())?;
    panel.gaps.iter().for_each(|gap| say(gap));
    cite(&panel, arguments)?;
    say(&format!("{count} rows, data version {}", panel.data_version));
    Ok(Outcome::of(count > 0))
}

/// A graph by its IRI, or by its name below the graphs of ours.
fn graph(name: &str, snapshot: &crate::query::Snapshot) -> anyhow::Result<NamedNode> {
    let iri =
        if name.contains("://") { name.to_owned() } else { format!("{}{name}", vocab::GRAPH) };
    let node = NamedNode::new(&iri).with_context(|| format!("`{name}` is no graph"))?;
    let known = snapshot.dictionary().id_of(node.as_ref().into());
    if known.is_none_or(|id| !snapshot.named_graphs().contains(&id)) {
        bail!("there is no graph <{iri}>: `comity stats` names them all");
    }
    Ok(node)
}

fn write(panel: &Panel, output: Option<&Path>) -> anyhow::Result<usize> {
    match output {
        Some(path) if path.extension().is_some_and(|ending| ending == "parquet") => {
            let file = File::create(path).with_context(|| format!("`{}`", path.display()))?;
            let mut writer = ParquetWriter::new(file, &panel.headings)?;
            let mut count = 0;
            for row in panel.rows() {
                writer.row(row.into_iter().map(value))?;
                count += 1;
            }
            writer.finish()?;
            Ok(count)
        }
        Some(path) => {
            let file = File::create(path).with_context(|| format!("`{}`", path.display()))?;
            Ok(write_csv(panel, BufWriter::new(file))?)
        }
        None => Ok(write_csv(panel, BufWriter::new(io::stdout().lock()))?),
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Missing => Value::Missing,
        Cell::Text(text) => Value::Text(text),
        Cell::Integer(number) => Value::Integer(number),
        Cell::Number(number) => Value::Number(number),
    }
}

/// Missing values as NA, the way R and pandas read them.
fn write_csv(panel: &Panel, writer: impl Write) -> io::Result<usize> {
    let mut writer = csv::Writer::from_writer(writer);
    writer.write_record(&panel.headings)?;
    let mut count = 0;
    for row in panel.rows() {
        for cell in row {
            match cell {
                Cell::Missing => writer.write_field("NA")?,
                Cell::Text(text) => writer.write_field(text)?,
                Cell::Integer(number) => writer.write_field(number.to_string())?,
                Cell::Number(number) => writer.write_field(number.to_string())?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

fn cite(panel: &Panel, arguments: &PanelArguments) -> anyhow::Result<()> {
    let beside = arguments.output.as_ref().map(|path| path.with_extension("sources.md"));
    let text: String = panel.citations.iter().map(|citation| format!("- {citation}\n")).collect();
    match arguments.citations.as_ref().or(beside.as_ref()) {
        Some(path) => {
            let head = format!("Sources of this panel (data version {}):\n\n", panel.data_version);
            std::fs::write(path, head + &text).with_context(|| format!("`{}`", path.display()))?;
            say(&format!("{} sources are cited in `{}`", panel.citations.len(), path.display()));
        }
        None => say(&format!(
            "{} sources; `--citations FILE` writes how to cite them",
            panel.citations.len()
        )),
    }
    Ok(())
}
