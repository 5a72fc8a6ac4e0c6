//! RDF files into graphs: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, compressed or not.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use oxrdfio::{RdfFormat, RdfParseError, RdfParser};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::entities::ensure_bounded;
use crate::store::snapshot::Pattern;
use crate::store::{Change, Store, StoreError, is_physical};
use crate::vocab::{self, cmt};

/// A file cannot be loaded. Nothing has changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be read.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The ending tells no format.
    #[error("`{}`: its ending tells no RDF format; name one with `--format` (turtle, trig, ntriples, nquads, jsonld, rdfxml)", .0.display())]
    UnknownFormat(PathBuf),
    /// The text is not of its format.
    #[error("`{}`, line {line}, column {column}: {detail}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from one.
        line: u64,
        /// The column, from one.
        column: u64,
        /// What is wrong.
        detail: String,
    },
    /// The graph's name is no IRI.
    #[error("`{0}` is not an absolute IRI for a graph")]
    GraphName(String),
    /// A file's name would put it into a graph of the bundle.
    #[error("`{}` would go into the graph <{graph}>, which comes with the program: name another graph with `--graph IRI`, or that one if you mean it", .path.display())]
    BundledGraph {
        /// The file.
        path: PathBuf,
        /// The graph of its name.
        graph: String,
    },
    /// A file would write into the store's own books.
    #[error("`{}` has quads in the graph <{graph}>, in which a store keeps its own books: take them out of the file", .path.display())]
    ReservedGraph {
        /// The file.
        path: PathBuf,
        /// The graph.
        graph: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How files are to be loaded.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The graph for triples that name none; by default one named after the file.
    pub graph: Option<NamedNode>,
    /// The format; by default the file's ending tells.
    pub format: Option<RdfFormat>,
    /// Empty the graphs that the files fill, first.
    pub replace: bool,
}

/// What a load did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Quads in the files.
    pub quads: usize,
    /// Quads in the store before.
    pub before: usize,
    /// Quads in the store after, direct edges included.
    pub after: usize,
}

/// Reads files into one change.
///
/// # Errors
///
/// When a file cannot be read, or is not of its format; the message names file, line and column.
pub fn read(paths: &[PathBuf], options: &Options) -> Result<Change, LoadError> {
    let mut change = Change::default();
    for path in paths {
        change.inserted.extend(read_file(path, options)?);
    }
    if options.replace {
        let mut graphs: Vec<NamedNode> = change
            .inserted
            .iter()
            .filter_map(|quad| match &quad.graph_name {
                GraphName::NamedNode(graph) => Some(graph.clone()),
                _ => None,
            })
            .filter(|graph| graph.as_ref() != vocab::GRAPH_LOADS)
            .collect();
        graphs.sort();
        graphs.dedup();
        change.cleared = graphs;
    }
    Ok(change)
}

/// Loads files into a store in one transaction, the direct edges made again.
///
/// # Errors
///
/// See [`LoadError`]; the store is as it was then.
pub fn load(store: &Store, paths: &[PathBuf], options: &Options) -> Result<Loaded, LoadError> {
    apply(store, read(paths, options)?)
}

/// Makes a change that was read, the direct edges made again.
///
/// # Errors
///
/// See [`LoadError`]; the store is as it was then.
pub fn apply(store: &Store, mut change: Change) -> Result<Loaded, LoadError> {
    let quads = change.inserted.len();
    let before = store.snapshot().len();
    if store.derives_edges() {
        change.inserted.retain(|quad| quad.graph_name != GraphName::from(vocab::GRAPH_DERIVED));
    }
    store.commit(change)?;
    Ok(Loaded { quads, before, after: store.snapshot().len() })
}

/// Refuses files that would go into a graph of the bundle only because of their names.
///
/// # Errors
///
/// When one would.
pub fn ensure_own_graphs(
    store: &Store,
    paths: &[PathBuf],
    options: &Options,
) -> Result<(), LoadError> {
    if options.graph.is_some() {
        return Ok(());
    }
    let snapshot = store.snapshot();
    let id = |node: &NamedNode| snapshot.dictionary().id_of(node.as_ref().into());
    for path in paths {
        let format = options.format.or_else(|| format_of(path));
        let graph = graph_of(path)?;
        let Some(graph_id) = id(&graph) else { continue };
        let has_quads = snapshot.count(Pattern { graph: Some(graph_id), ..Pattern::default() }) > 0;
        let was_loaded = id(&vocab::GRAPH_LOADS.into()).is_some_and(|loads| {
            let pattern =
                Pattern { subject: Some(graph_id), graph: Some(loads), ..Pattern::default() };
            snapshot.count(pattern) > 0
        });
        if has_quads && !was_loaded && format.is_some_and(|format| !format.supports_datasets()) {
            return Err(LoadError::BundledGraph { path: path.clone(), graph: graph.into_string() });
        }
    }
    Ok(())
}

fn read_file(path: &Path, options: &Options) -> Result<Vec<Quad>, LoadError> {
    let document = Document::new(path, options)?;
    let mut bytes = Vec::new();
    document.open()?.read_to_end(&mut bytes).map_err(|source| document.io(source))?;
    let mut skolem = document.skolem(&Sha256::digest(&bytes));
    if document.format == RdfFormat::RdfXml {
        ensure_bounded(&bytes).map_err(|error| document.io(io::Error::other(error)))?;
    }
    let mut quads = Vec::new();
    for quad in document.parser().for_slice(&bytes) {
        let quad = quad.map_err(|error| document.syntax_error(&RdfParseError::from(error)))?;
        quads.push(skolem.quad(quad));
    }
    let mut graphs: Vec<GraphName> = quads.iter().map(|quad| quad.graph_name.clone()).collect();
    graphs.sort_by_cached_key(ToString::to_string);
    graphs.dedup();
    for graph in graphs {
        if let GraphName::NamedNode(graph) = graph {
            document.ensure_loadable(&graph)?;
            quads.push(document.note(graph));
        }
    }
    Ok(quads)
}

/// A file, and how it is to be read.
#[derive(Debug)]
pub(super) struct Document {
    path: PathBuf,
    format: RdfFormat,
    graph: NamedNode,
}

impl Document {
    pub(super) fn new(path: &Path, options: &Options) -> Result<Self, LoadError> {
        // A file that is not there has no format either.
        File::open(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
        let format = match options.format {
            Some(format) => format,
            None => format_of(path).ok_or_else(|| LoadError::UnknownFormat(path.to_owned()))?,
        };
        let graph = match &options.graph {
            Some(graph) => graph.clone(),
            None => graph_of(path)?,
        };
        Ok(Self { path: path.to_owned(), format, graph })
    }

    /// The file's text, unpacked.
    pub(super) fn open(&self) -> Result<Box<dyn Read>, LoadError> {
        decompress(&self.path).map_err(|source| self.io(source))
    }

    pub(super) fn parser(&self) -> RdfParser {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let base = format!("file:///{}", name.replace(' ', "%20"));
        let parser = RdfParser::from_format(self.format).with_default_graph(self.graph.clone());
        parser.clone().with_base_iri(base).unwrap_or(parser)
    }

    /// The names of the file's blank nodes, by the hash of its bytes.
    pub(super) fn skolem(&self, hash: &[u8]) -> Skolem {
        let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Skolem {
            prefix: format!("{}genid/{hash}-", vocab::ID),
            keeps_labels: matches!(self.format, RdfFormat::NTriples | RdfFormat::NQuads),
            names: FxHashMap::default(),
        }
    }

    /// What the store notes of a graph that the file fills.
    pub(super) fn note(&self, graph: NamedNode) -> Quad {
        let file = Literal::new_simple_literal(self.path.display().to_string());
        Quad::new(graph, cmt::FILE, file, vocab::GRAPH_LOADS)
    }

    /// Refuses graphs in which the store keeps its own books.
    pub(super) fn ensure_loadable(&self, graph: &NamedNode) -> Result<(), LoadError> {
        if graph.as_ref() == vocab::GRAPH_STORE || is_physical(graph.as_ref()) {
            let (path, graph) = (self.path.clone(), graph.as_str().to_owned());
            return Err(LoadError::ReservedGraph { path, graph });
        }
        Ok(())
    }

    pub(super) fn io(&self, source: io::Error) -> LoadError {
        LoadError::Io { path: self.path.clone(), source }
    }

    pub(super) fn syntax_error(&self, error: &RdfParseError) -> LoadError {
        let (place, detail) = match error {
            RdfParseError::Syntax(syntax) => (syntax.location(), syntax.to_string()),
            RdfParseError::Io(error) => {
                return self.io(io::Error::new(error.kind(), error.to_string()));
            }
        };
        let (line, column) =
            place.map_or((1, 1), |range| (range.start.line + 1, range.start.column + 1));
        let detail = detail
            .split_once(": ")
            .filter(|(at, _)| at.contains("line"))
            .map_or(detail.as_str(), |(_, rest)| rest);
        LoadError::Syntax { path: self.path.clone(), line, column, detail: detail.to_owned() }
    }
}

fn decompress(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = BufReader::new(File::open(path)?);
    Ok(match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::with_buffer(file)?),
        _ => Box::new(file),
    })
}

/// The file's name without the endings of compression and format.
fn stem(path: &Path) -> PathBuf {
    let name = PathBuf::from(path.file_name().unwrap_or_default());
    match name.extension().and_then(|extension| extension.to_str()) {
        Some("gz" | "zst") => name.with_extension(""),
        _ => name,
    }
}

fn format_of(path: &Path) -> Option<RdfFormat> {
    RdfFormat::from_extension(stem(path).extension()?.to_str()?)
}

/// The graph of a file: for one below a folder `data`, that of its path there; else that of its name.
fn graph_of(path: &Path) -> Result<NamedNode, LoadError> {
    let parts: Vec<String> = path
        .with_file_name(stem(path).with_extension(""))
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let below_data = parts.iter().rposition(|part| part == "data").map(|at| &parts[at + 1..]);
    let name = below_data.unwrap_or(&parts[parts.len().saturating_sub(1)..]).join("/");
    let iri = format!("{}{}", vocab::GRAPH, name.replace(' ', "-"));
    NamedNode::new(&iri).map_err(|_| LoadError::GraphName(iri))
}

/// Gives blank nodes IRIs that depend on the file's bytes and the order of appearance alone, so that the
/// same file always makes the same data.
pub(super) struct Skolem {
    prefix: String,
    /// Every blank node has a label in the file, and keeps it; nothing has to be remembered then.
    keeps_labels: bool,
    names: FxHashMap<BlankNode, NamedNode>,
}

impl Skolem {
    pub(super) fn quad(&mut self, quad: Quad) -> Quad {
        let graph_name = match quad.graph_name {
            GraphName::BlankNode(node) => self.node(node).into(),
            other => other,
        };
        Quad {
            subject: self.subject(quad.subject),
            predicate: quad.predicate,
            object: self.term(quad.object),
            graph_name,
        }
    }

    fn subject(&mut self, subject: NamedOrBlankNode) -> NamedOrBlankNode {
        match subject {
            NamedOrBlankNode::BlankNode(node) => self.node(node).into(),
            named @ NamedOrBlankNode::NamedNode(_) => named,
        }
    }

    fn term(&mut self, term: Term) -> Term {
        match term {
            Term::BlankNode(node) => self.node(node).into(),
            Term::Triple(triple) => {
                let Triple { subject, predicate, object } = *triple;
                Term::Triple(Box::new(Triple {
                    subject: self.subject(subject),
                    predicate,
                    object: self.term(object),
                }))
            }
            other => other,
        }
    }

    fn node(&mut self, node: BlankNode) -> NamedNode {
        if self.keeps_labels {
            return NamedNode::new_unchecked(format!("{}{}", self.prefix, node.as_str()));
        }
        let number = self.names.len() + 1;
        let iri = || NamedNode::new_unchecked(format!("{}{number}", self.prefix));
        self.names.entry(node).or_insert_with(iri).clone()
    }
}
