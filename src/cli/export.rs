//! `comity export`: networks as files of other programs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::Outcome;
use super::args::{Source, day, years};
use super::networks::{layers, say_completeness};
use super::output::say;
use crate::render::csv;
use crate::render::graph::{Graph, cytoscape, dot, gexf, graphml, node_link, parquet};
use crate::report::{export_graph, export_matrices};
use crate::study::dataset_style::DatasetStyle;
use crate::study::export::{Request, When, export, matrices};

#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// Layers whose ties are wanted, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", required_unless_present = "dataset_style")]
    pub(super) layer: Option<String>,
    /// Write an imported dataset back as the CSV that it came from: DATASET, or DATASET/TABLE
    #[arg(long, value_name = "DATASET", conflicts_with_all = ["layer", "format", "as_of", "years", "backbone", "isolates"])]
    pub(super) dataset_style: Option<String>,
    /// Format to write; by default the output's ending tells
    #[arg(long, short)]
    pub(super) format: Option<ExportFormat>,
    /// File to write, `-` or nothing for standard output; a folder for csv, parquet and matrices
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Only ties that hold on this date
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "years")]
    pub(super) as_of: Option<i32>,
    /// Only ties that hold on some day of these years, as in 1946..2024; one matrix for the end of each
    #[arg(long, value_name = "FIRST..LAST", value_parser = years)]
    pub(super) years: Option<(i16, i16)>,
    /// Only ties that are stronger than chance would have them at this significance: the disparity filter
    #[arg(long, value_name = "ALPHA")]
    pub(super) backbone: Option<f64>,
    /// Also states that were in the state system then and have no tie
    #[arg(long)]
    pub(super) isolates: bool,
}

/// Formats of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// GraphML, for networkx, igraph, Gephi, yEd
    Graphml,
    /// GEXF, for Gephi: nodes and ties with start and end
    Gexf,
    /// Node-link JSON, for networkx and the web
    NodeLink,
    /// Cytoscape's JSON
    Cytoscape,
    /// DOT, for Graphviz
    Dot,
    /// A folder with nodes.csv and ties.csv
    Csv,
    /// A folder with nodes.parquet and ties.parquet
    Parquet,
    /// A folder with a matrix for each year, and the lines of R that read them into statnet and `RSiena`
    #[value(alias = "statnet", alias = "rsiena")]
    Matrices,
}

impl ExportFormat {
    fn of_ending(path: &Path) -> Option<Self> {
        Some(match path.extension()?.to_str()? {
            "graphml" => Self::Graphml,
            "gexf" => Self::Gexf,
            "json" => Self::NodeLink,
            "cyjs" => Self::Cytoscape,
            "dot" | "gv" => Self::Dot,
            _ => return None,
        })
    }

    fn is_folder(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet | Self::Matrices)
    }
}

pub(super) fn run(source: &Source, arguments: &ExportArguments) -> anyhow::Result<Outcome> {
    if let Some(name) = &arguments.dataset_style {
        return write_back(source, name, arguments.output.as_deref());
    }
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    let Some(format) = arguments.format.or_else(|| output.and_then(ExportFormat::of_ending)) else {
        bail!(
            "name a format with `--format`: graphml, gexf, node-link, cytoscape, dot, csv, parquet or matrices"
        );
    };
    if format == ExportFormat::Matrices && arguments.years.is_none() {
        bail!("there is a matrix for each year: name them with `--years FIRST..LAST`");
    }
    if format == ExportFormat::Matrices && arguments.backbone.is_some() {
        bail!("matrices have all ties of a year: a backbone can be written in the other formats");
    }
    let request = Request {
        layers: layers(arguments.layer.as_deref().unwrap_or_default())?,
        when: match (arguments.as_of, arguments.years) {
            (Some(day), _) => When::On(day),
            (_, Some((first, last))) => When::During(first, last),
            _ => When::Ever,
        },
        backbone: arguments.backbone,
        isolates: arguments.isolates,
    };
    let place = Place::new(format, output)?;
    let snapshot = source.open()?.snapshot();
    if format == ExportFormat::Matrices {
        let export = matrices(&snapshot, &request)?;
        for (name, content) in export_matrices(&export) {
            place.write(&name, content.as_bytes())?;
        }
        say_completeness(&export.years.completeness);
        say(&format!("{} nodes, {} years", export.nodes.len(), export.years.rows.len()));
        return Ok(Outcome::of(!export.nodes.is_empty()));
    }
    let export = export(&snapshot, &request)?;
    let graph = export_graph(&export);
    for (name, content) in files(format, &graph)? {
        place.write(name, &content)?;
    }
    say_completeness(&export.ties.completeness);
    say(&format!("{} nodes, {} ties", export.nodes.len(), export.ties.rows.len()));
    Ok(Outcome::of(!export.nodes.is_empty()))
}

/// An imported dataset as the table that it came from.
fn write_back(source: &Source, name: &str, output: Option<&Path>) -> anyhow::Result<Outcome> {
    let style = DatasetStyle::find(name)?;
    let rows = style.rows(&source.open()?.snapshot())?;
    if rows.is_empty() {
        bail!("the store has nothing of `{name}`: import it first, with `comity import`");
    }
    let file: Box<dyn Write> = match output.filter(|path| *path != Path::new("-")) {
        Some(path) => {
            Box::new(File::create(path).with_context(|| format!("`{}`", path.display()))?)
        }
        None => Box::new(io::stdout().lock()),
    };
    let mut writer = ::csv::Writer::from_writer(io::BufWriter::new(file));
    writer.write_record(&style.columns)?;
    for row in &rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    say(&format!("{} rows of {}", rows.len(), style.name));
    if !style.left_out.is_empty() {
        say(&format!("left out, since the import does not keep it: {}", style.left_out.join(", ")));
    }
    Ok(Outcome::Answered)
}

/// The files of a graph: one without a name, or several.
fn files(format: ExportFormat, graph: &Graph) -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let one = |text: String| vec![("", text.into_bytes())];
    Ok(match format {
        ExportFormat::Graphml => one(graphml(graph)),
        ExportFormat::Gexf => one(gexf(graph)),
        ExportFormat::NodeLink => one(node_link(graph)),
        ExportFormat::Cytoscape => one(cytoscape(graph)),
        ExportFormat::Dot => one(dot(graph)),
        ExportFormat::Parquet => {
            vec![("nodes.parquet", parquet(&graph.nodes)?), ("ties.parquet", parquet(&graph.ties)?)]
        }
        ExportFormat::Csv | ExportFormat::Matrices => vec![
            ("nodes.csv", csv(&graph.nodes).into_bytes()),
            ("ties.csv", csv(&graph.ties).into_bytes()),
        ],
    })
}

/// Where an export goes; made before the work, so that a place that cannot be written to is found out first.
enum Place {
    StandardOutput,
    File(PathBuf),
    Folder(PathBuf),
}

impl Place {
    fn new(format: ExportFormat, output: Option<&Path>) -> anyhow::Result<Self> {
        match (output, format.is_folder()) {
            (None, false) => Ok(Self::StandardOutput),
            (None, true) => {
                bail!("this format is several files: name a folder with `--output DIR`")
            }
            (Some(path), true) => {
                fs::create_dir_all(path).with_context(|| format!("`{}`", path.display()))?;
                Ok(Self::Folder(path.to_owned()))
            }
            (Some(path), false) => {
                File::create(path).with_context(|| format!("`{}`", path.display()))?;
                Ok(Self::File(path.to_owned()))
            }
        }
    }

    fn write(&self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = match self {
            Self::StandardOutput => {
                let mut out = io::stdout().lock();
                out.write_all(content)?;
                return Ok(out.flush()?);
            }
            Self::File(path) => path.clone(),
            Self::Folder(folder) => folder.join(name),
        };
        fs::write(&path, content).with_context(|| format!("`{}`", path.display()))
    }
}
