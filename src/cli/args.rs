//! What can be typed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};
use oxrdf::NamedNode;
use oxrdfio::RdfFormat;

use super::diff::DiffArguments;
use super::export::ExportArguments;
use super::import_args::ImportArguments;
use super::output::say;
use super::panel::PanelArguments;
use super::report_args::ReportArguments;
use super::structure_args::{CommunitiesArguments, SimilarityArguments, StructureArguments};
use crate::query::rules;
use crate::store::snapshot::DefaultGraph;
use crate::store::{Access, InitialContent, Store, StoreError};
use crate::study::explain::PERMUTATIONS;

/// A knowledge graph of international partnerships
///
/// Countries, agreements, initiatives and positions as dated, sourced statements in RDF. Without `--store`
/// every command reads the bundled graph, which needs no setting up.
#[derive(Debug, Parser)]
#[command(name = "comity", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) source: Source,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the graph over HTTP: a first page, and SPARQL at `/sparql`
    Serve(ServeArguments),
    /// Answer a SPARQL query or a named question
    Query(QueryArguments),
    /// Change a store by a SPARQL update
    Update(UpdateArguments),
    /// Import a dataset of the field, or a table of your own, through a mapping
    Import(ImportArguments),
    /// Load RDF files into a store
    Load(LoadArguments),
    /// Write the graph, or one graph of it, as RDF
    Dump(DumpArguments),
    /// Count what is there, graph by graph
    Stats(TableArguments),
    /// Check the data against the shapes and rules, or passages against their sources
    Validate(ValidateArguments),
    /// Show where sources disagree, and figures that can hardly be right
    Conflicts(ConflictsArguments),
    /// Show which years, states and kinds of statements each source covers
    Coverage(CoverageArguments),
    /// Show what a new version of a graph changed
    Diff(DiffArguments),
    /// Report on a state, a pair of states, an organisation and so on, with sources and figures
    Report(ReportArguments),
    /// Find things by name
    Search(SearchArguments),
    /// Find how two things are connected
    Path(PathArguments),
    /// Rank the nodes of a network
    Centrality(CentralityArguments),
    /// Find communities: parts with more ties within them than chance would make
    Communities(CommunitiesArguments),
    /// Measure how a network hangs together
    Structure(StructureArguments),
    /// Compare what two things do: their votes, allies or memberships
    Similarity(SimilarityArguments),
    /// Write a table of states, or of pairs of states, by year, with measures as columns
    Panel(PanelArguments),
    /// Count a layer: its nodes, its ties, its dates, and what it dropped; or explain its ties by others
    Network(NetworkArguments),
    /// Write a network as a file of another program: Gephi, networkx, igraph, Cytoscape, Graphviz, pandas, R
    Export(ExportArguments),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub(super) struct Source {
    /// Use the store in this directory instead of the bundled graph
    ///
    /// `load` and `serve` make it if it is not there, with the bundled graph; every command does under `--empty`.
    #[arg(long, value_name = "DIR", global = true, env = "COMITY_STORE")]
    pub(super) store: Option<PathBuf>,
    /// Start a new store with nothing in it
    #[arg(long, global = true, requires = "store")]
    pub(super) empty: bool,
}

impl Source {
    /// Opens the data for reading. A store that is not there is made only where `--empty` says so: a misspelt name
    /// should not become a store that answers for another.
    pub(super) fn open(&self) -> Result<Store, StoreError> {
        if let Some(directory) = self.store.as_deref().filter(|_| !self.empty)
            && Store::would_be_new(directory)?
        {
            return Err(StoreError::Missing(directory.to_owned()));
        }
        self.open_or_make(Access::Read)
    }

    /// Opens the data. A store that is not there is made, and the user is told.
    pub(super) fn open_or_make(&self, access: Access) -> Result<Store, StoreError> {
        let Some(directory) = &self.store else { return Store::bundled() };
        let (content, what) = if self.empty {
            (InitialContent::Nothing, "with nothing in it")
        } else {
            (InitialContent::Bundle, "with the bundled graph")
        };
        let is_new = Store::would_be_new(directory)?;
        let store = Store::open(directory, access, content, rules::edges)?
            .with_edge_predicates(rules::edges_rest_on);
        if is_new {
            say(&format!("made a new store at `{}`, {what}", directory.display()));
        }
        Ok(store)
    }

    pub(super) fn directory(&self) -> Option<&Path> {
        self.store.as_deref()
    }
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Address and port to listen on
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:7878",
        env = "COMITY_BIND"
    )]
    pub(super) bind: SocketAddr,
    /// Seconds that a query may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, env = "COMITY_TIMEOUT")]
    pub(super) timeout: std::time::Duration,
    /// File of bearer tokens that let clients write: one a line, each followed by `read`, `write` or `admin`
    ///
    /// The environment variable `COMITY_TOKEN` holds such lines too. Without a token for writing the server only reads.
    #[arg(long, value_name = "FILE", env = "COMITY_TOKEN_FILE")]
    pub(super) token_file: Option<PathBuf>,
    /// Address at which clients see the server, behind a proxy say; by default the one that they ask
    #[arg(long, value_name = "URL", value_parser = base_url, env = "COMITY_PUBLIC_URL")]
    pub(super) public_url: Option<String>,
    /// Let only the pages of this origin use the server; may be given several times
    #[arg(long, value_name = "ORIGIN", env = "COMITY_CORS_ORIGIN", value_delimiter = ',')]
    pub(super) cors_origin: Vec<String>,
    /// Mebibytes that an update or upload may have, as it is sent and unpacked
    #[arg(long, value_name = "MIB", default_value = "64", env = "COMITY_MAX_UPLOAD")]
    pub(super) max_upload: u16,
    #[command(flatten)]
    pub(super) default_graph: DefaultGraphArgument,
}

/// An address without query and fragment, and without a slash at its end.
fn base_url(text: &str) -> Result<String, String> {
    let address = iri(text)?.into_string();
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    if !is_web || address.contains(['?', '#']) {
        return Err("expected an address such as https://example.org/comity".to_owned());
    }
    Ok(address.trim_end_matches('/').to_owned())
}

#[derive(Debug, Args)]
pub(super) struct UpdateArguments {
    /// A file, or `-` for standard input
    #[arg(value_name = "FILE|-", conflicts_with = "text", required_unless_present = "text")]
    pub(super) file: Option<PathBuf>,
    /// The update itself
    #[arg(short = 'e', long = "execute", value_name = "TEXT")]
    pub(super) text: Option<String>,
    /// Seconds that the update may take; no bound by default
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<std::time::Duration>,
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct DefaultGraphArgument {
    /// What a query sees as its default graph: the union of all graphs, or the store's own
    #[arg(long, value_name = "WHICH", default_value = "union", env = "COMITY_DEFAULT_GRAPH")]
    pub(super) default_graph: DefaultGraphChoice,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DefaultGraphChoice {
    Union,
    Own,
}

impl From<DefaultGraphArgument> for DefaultGraph {
    fn from(argument: DefaultGraphArgument) -> Self {
        match argument.default_graph {
            DefaultGraphChoice::Union => Self::Union,
            DefaultGraphChoice::Own => Self::Own,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct QueryArguments {
    /// A file, `-` for standard input, or the name of a question
    #[arg(value_name = "FILE|-|NAME", conflicts_with = "text", required_unless_present_any = ["text", "list"])]
    pub(super) query: Option<String>,
    /// The query itself
    #[arg(short = 'e', long = "execute", value_name = "TEXT")]
    pub(super) text: Option<String>,
    /// List the named questions with their parameters
    #[arg(long, conflicts_with_all = ["query", "text"])]
    pub(super) list: bool,
    /// Print the question's text instead of asking it
    #[arg(long)]
    pub(super) show: bool,
    /// Set a parameter of the question; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(super) param: Vec<(String, String)>,
    /// Format of the answer
    #[arg(long, short, default_value = "table")]
    pub(super) format: QueryFormat,
    /// Seconds that the query may take; no bound by default
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<std::time::Duration>,
    #[command(flatten)]
    pub(super) default_graph: DefaultGraphArgument,
}

/// Formats of rows, truth values and graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum QueryFormat {
    /// A table for people; Turtle for a graph
    Table,
    /// SPARQL results as JSON; JSON-LD for a graph
    Json,
    /// SPARQL results as XML; RDF/XML for a graph
    Xml,
    /// SPARQL results as CSV
    Csv,
    /// SPARQL results as TSV
    Tsv,
    /// A Markdown table
    Md,
    /// Turtle, for a graph
    Turtle,
    /// N-Triples, for a graph
    Ntriples,
}

/// Formats of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    Table,
    Json,
    Csv,
    Tsv,
    Md,
}

/// RDF formats by the names that the options use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    Turtle,
    Trig,
    Ntriples,
    Nquads,
    Jsonld,
    Rdfxml,
}

impl From<GraphFormat> for RdfFormat {
    fn from(format: GraphFormat) -> Self {
        match format {
            GraphFormat::Turtle => Self::Turtle,
            GraphFormat::Trig => Self::TriG,
            GraphFormat::Ntriples => Self::NTriples,
            GraphFormat::Nquads => Self::NQuads,
            GraphFormat::Jsonld => Self::JsonLd { profile: oxrdfio::JsonLdProfileSet::empty() },
            GraphFormat::Rdfxml => Self::RdfXml,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct LoadArguments {
    /// RDF files; `.gz` and `.zst` are unpacked
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Graph for triples that name none; by default one named after the file
    #[arg(long, value_name = "IRI", value_parser = iri)]
    pub(super) graph: Option<NamedNode>,
    /// Format of the files; by default their endings tell
    #[arg(long)]
    pub(super) format: Option<GraphFormat>,
    /// Empty the graphs that the files fill, first
    #[arg(long)]
    pub(super) replace: bool,
}

#[derive(Debug, Args)]
pub(super) struct DumpArguments {
    /// Only this graph
    #[arg(long, value_name = "IRI", value_parser = iri)]
    pub(super) graph: Option<NamedNode>,
    /// Format to write; by default the output's ending tells, else N-Quads, or Turtle for one graph
    #[arg(long, short)]
    pub(super) format: Option<GraphFormat>,
    /// File to write; `-` or nothing for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct TableArguments {
    /// Format of the answer
    #[arg(long, short, default_value = "table")]
    pub(super) format: TableFormat,
}

#[derive(Debug, Args)]
pub(super) struct ValidateArguments {
    /// Turtle files or folders to check together with the data; each takes the place of the graph of its name
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Show warnings too, not only errors; formats for machines always have them
    #[arg(long)]
    pub(super) warnings: bool,
    /// Print each statement beside the words of its source, from the files in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    pub(super) passages: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct ConflictsArguments {
    /// Show facts on which the sources agree, too
    #[arg(long)]
    pub(super) all: bool,
    /// Compare what sources say of these facts: memberships, membership-ends, treaty-actions, vote-totals,
    /// diplomatic-relations
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    pub(super) facts: Option<String>,
    /// Only facts so labelled: confirmed, majority, unique, missing, conflict; divided by commas
    #[arg(long = "label", value_name = "LABEL", value_delimiter = ',', requires = "facts")]
    pub(super) labels: Vec<String>,
    /// Only facts that this source states, or lacks though it speaks of both of their things: a dataset's name or an IRI
    #[arg(long, value_name = "SOURCE", requires = "facts")]
    pub(super) source: Option<String>,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct CoverageArguments {
    /// Only this source: its name or IRI
    #[arg(long, value_name = "SOURCE")]
    pub(super) source: Option<String>,
    /// Only this kind of statement, such as membership or treaty-action
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,
    /// Only what extends to this state or other actor: a code, a name or an IRI
    #[arg(long, value_name = "STATE")]
    pub(super) state: Option<String>,
    /// Only what extends to this organisation, agreement, initiative, indicator or other matter
    #[arg(long, value_name = "THING", visible_aliases = ["organisation", "agreement"])]
    pub(super) scope: Option<String>,
    /// Only what extends to this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) date: Option<i32>,
    /// How many to show, those with the most statements first
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct SearchArguments {
    /// A name, a part of one, or something like one
    #[arg(required = true, value_name = "TEXT")]
    pub(super) text: Vec<String>,
    /// Only things of this kind
    #[arg(long, default_value = "entity", value_parser = ["entity", "state", "organisation", "agreement", "initiative", "issue", "source"])]
    pub(super) kind: String,
    /// How many things to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct NetworkArguments {
    /// A layer, a file with a `SELECT`, or a `SELECT` itself
    #[arg(value_name = "LAYER")]
    pub(super) layer: String,
    /// Regress its ties on those of other layers, joined with commas, with a test by permuted nodes (MRQAP)
    #[arg(long, value_name = "LAYERS")]
    pub(super) explain_by: Option<String>,
    /// Only ties that hold on this date, to explain or to draw
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<i32>,
    /// How many times the nodes are permuted
    #[arg(long, value_name = "N", default_value_t = PERMUTATIONS)]
    pub(super) permutations: u32,
    /// Where the chance of permutations starts
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) plot: Plot,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

/// Where to put a figure.
#[derive(Debug, Clone, Args)]
pub(super) struct Plot {
    /// Write a figure as SVG, too
    #[arg(long, value_name = "FILE")]
    pub(super) plot: Option<PathBuf>,
}

impl Plot {
    /// Draws the figure if one is wanted.
    pub(super) fn write(&self, figure: impl FnOnce() -> String) -> anyhow::Result<()> {
        let Some(path) = &self.plot else { return Ok(()) };
        std::fs::write(path, figure()).with_context(|| format!("`{}`", path.display()))
    }
}

#[derive(Debug, Args)]
pub(super) struct CentralityArguments {
    /// Layers whose ties count, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", default_value = "alliances")]
    pub(super) layer: String,
    /// degree, in-degree, out-degree, strength, closeness, harmonic, betweenness, eigenvector, katz,
    /// pagerank, hubs or authorities
    #[arg(long, default_value = "betweenness")]
    pub(super) measure: String,
    /// Only ties that hold on this date
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "years")]
    pub(super) as_of: Option<i32>,
    /// On the last day of each year, as in 1946..2024
    #[arg(long, value_name = "FIRST..LAST", value_parser = years)]
    pub(super) years: Option<(i16, i16)>,
    /// Take a stronger tie for a shorter one
    #[arg(long)]
    pub(super) weighted: bool,
    /// Divide betweenness by the number of pairs
    #[arg(long)]
    pub(super) normalised: bool,
    /// Show the range of each rank when each source in turn is left out
    #[arg(long, conflicts_with = "years")]
    pub(super) sensitivity: bool,
    /// How many nodes to show; of each year
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    #[command(flatten)]
    pub(super) plot: Plot,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(super) struct PathArguments {
    /// Where the path starts: a code, a name or an IRI
    pub(super) from: String,
    /// Where it ends
    pub(super) to: String,
    /// Layers whose ties count, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", default_value = "all")]
    pub(super) layer: String,
    /// Show each tie, with its statement, dates and sources; formats for machines always do
    #[arg(long)]
    pub(super) ties: bool,
    /// The most hops
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=20))]
    pub(super) max_hops: u8,
    /// Only paths whose hops all hold on one date
    #[arg(long)]
    pub(super) time_respecting: bool,
    /// Only paths whose hops all hold on this date
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<i32>,
    /// How many independent sources each hop needs; recalled ones do not count
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) min_sources: usize,
    /// Take a stronger tie for a shorter one
    #[arg(long)]
    pub(super) weighted: bool,
    /// All paths that are as short as the shortest
    #[arg(long, conflicts_with_all = ["k", "all_simple"])]
    pub(super) all_shortest: bool,
    /// The K shortest paths without a loop
    #[arg(short, value_name = "K", conflicts_with = "all_simple")]
    pub(super) k: Option<usize>,
    /// All paths without a loop, up to this many
    #[arg(long, value_name = "MOST")]
    pub(super) all_simple: Option<usize>,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

pub(super) fn day(text: &str) -> Result<i32, String> {
    text.parse::<jiff::civil::Date>()
        .map(crate::projection::day_of)
        .map_err(|_| "expected a date such as 1985-01-01".to_owned())
}

pub(super) fn years(text: &str) -> Result<(i16, i16), String> {
    const FORM: &str = "expected two years such as 1946..2024";
    let (first, last) = text.split_once("..").ok_or(FORM)?;
    let (first, last): (i16, i16) =
        (first.trim().parse().map_err(|_| FORM)?, last.trim().parse().map_err(|_| FORM)?);
    if first > last {
        return Err(format!("{first} is after {last}"));
    }
    Ok((first, last))
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.trim().trim_start_matches('?').to_owned(), value.to_owned()))
}

fn iri(text: &str) -> Result<NamedNode, String> {
    NamedNode::new(text).map_err(|error| format!("not an absolute IRI: {error}"))
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds")?;
    std::time::Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected a number of seconds above zero".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
