//! A store in a directory: a marker file beside an Oxigraph store on RocksDB.
//!
//! The marker tells our stores from other directories. A new store is made beside its place and renamed
//! into it when it is whole, so that one cut off half-way is never taken for a store.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxigraph::store::{StorageError, Store as Oxigraph};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::current::{self, CurrentGraphs};
use super::snapshot::{Edit, Snapshot, SnapshotBuilder};
use super::{Access, Derive, InitialContent, StoreError, bundle, saved};
use crate::vocab::GRAPH_DERIVED;

/// The file that makes a directory a store.
pub(super) const MARKER: &str = "comity-store.json";

/// The format that this version writes and reads.
pub(super) const FORMAT: u64 = 1;

const QUADS: &str = "quads";

/// How many quads are removed in one transaction when a graph is cleared.
const PIECE: usize = 100_000;

/// An open store on disk.
#[derive(Debug)]
pub(super) struct DiskStore {
    directory: PathBuf,
    access: Access,
    quads: QuadStore,
    /// How direct edges are made; none in a store that was started empty.
    derive: Option<Derive>,
}

struct QuadStore(Oxigraph);

impl std::fmt::Debug for QuadStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("QuadStore")
    }
}

impl DiskStore {
    /// Opens a store, or makes it when nothing is there.
    pub(super) fn open(
        directory: &Path,
        access: Access,
        content: InitialContent,
        derive: Derive,
    ) -> Result<Self, StoreError> {
        if is_absent(directory)? {
            create(directory, content)?;
        }
        let derive = read_marker(directory)?.then_some(derive);
        let quads = open_quads(directory, access)?;
        Ok(Self { directory: directory.to_owned(), access, quads, derive })
    }

    pub(super) fn derive(&self) -> Option<Derive> {
        self.derive
    }

    pub(super) fn access(&self) -> Access {
        self.access
    }

    pub(super) fn quads(&self) -> &Oxigraph {
        &self.quads.0
    }

    pub(super) fn current(&self) -> Result<CurrentGraphs, StoreError> {
        CurrentGraphs::read(&self.quads.0).map_err(|error| self.failed(error))
    }

    /// The snapshot of the store: the saved one if it is of this revision, else everything is read. O(n log n).
    pub(super) fn snapshot(&self) -> Result<Arc<Snapshot>, StoreError> {
        let current = self.current()?;
        if let Some(snapshot) = saved::read(&self.directory, current.revision) {
            return Ok(Arc::new(snapshot));
        }
        let mut builder = SnapshotBuilder::default();
        for quad in &self.quads.0 {
            let mut quad = quad.map_err(|error| self.failed(error))?;
            if is_derived(&quad) && self.derive.is_some() {
                continue;
            }
            let Some(visible) = current.visible(&quad.graph_name) else { continue };
            quad.graph_name = visible;
            builder.add(quad.as_ref());
        }
        for graph in self.quads.0.named_graphs() {
            let graph = GraphName::from(graph.map_err(|error| self.failed(error))?);
            let is_derived = self.derive.is_some() && is_derived_graph(&graph);
            if let Some(GraphName::NamedNode(graph)) =
                current.visible(&graph).filter(|_| !is_derived)
            {
                builder.add_graph(graph.as_ref().into());
            }
        }
        let snapshot = with_edges(Arc::new(builder.finish()), self.derive)?;
        self.save_revision(current.revision, &snapshot);
        Ok(snapshot)
    }

    /// Keeps a snapshot of the current revision for the next opening.
    pub(super) fn save(&self, snapshot: &Snapshot) {
        if let Ok(current) = self.current() {
            self.save_revision(current.revision, snapshot);
        }
    }

    /// A snapshot that cannot be saved, on a full disk say, is made again next time.
    fn save_revision(&self, revision: u64, snapshot: &Snapshot) {
        if let Err(error) = saved::write(&self.directory, revision, snapshot) {
            tracing::debug!(%error, "the snapshot was not saved");
        }
    }

    /// Writes an edit in one transaction, durable when this returns.
    pub(super) fn commit(&self, edit: &Edit) -> Result<(), StoreError> {
        let current = self.current()?;
        let failed = |error| self.failed(error);
        let mut transaction = self.quads.0.start_transaction().map_err(failed)?;
        let mut leaves_leftovers = false;
        for graph in &edit.cleared {
            match pointer(&current, graph) {
                // A graph that was filled in bulk goes by its pointer, whatever its size.
                Some((graph, physical)) => {
                    transaction.remove(&current::pointer_quad(graph, physical));
                    leaves_leftovers = true;
                }
                None => transaction.clear_graph(graph.as_ref()).map_err(failed)?,
            }
        }
        let stored = |graph: &GraphName| match pointer(&current, graph) {
            Some((_, physical)) if !edit.cleared.contains(graph) => physical.clone().into(),
            _ => graph.clone(),
        };
        let in_place = |quad: &Quad| Quad { graph_name: stored(&quad.graph_name), ..quad.clone() };
        for graph in &edit.dropped {
            transaction.remove_named_graph(graph.as_ref()).map_err(failed)?;
        }
        edit.removed.iter().for_each(|quad| transaction.remove(&in_place(quad)));
        for graph in &edit.created {
            if let GraphName::NamedNode(graph) = stored(&graph.clone().into()) {
                transaction.insert_named_graph(&graph);
            }
        }
        edit.added.iter().for_each(|quad| transaction.insert(&in_place(quad)));
        current::count_change(&mut transaction, current.revision);
        transaction.commit().map_err(failed)?;
        self.quads.0.flush().map_err(failed)?;
        if leaves_leftovers { self.clear_leftovers() } else { Ok(()) }
    }

    /// Makes physical graphs the current ones of their names.
    pub(super) fn publish(
        &self,
        graphs: &FxHashMap<NamedNode, NamedNode>,
    ) -> Result<(), StoreError> {
        let current = self.current()?;
        let failed = |error| self.failed(error);
        self.quads.0.flush().map_err(failed)?;
        let mut transaction = self.quads.0.start_transaction().map_err(failed)?;
        for (graph, physical) in graphs {
            match current.pointer(graph) {
                Some(before) => transaction.remove(&current::pointer_quad(graph, before)),
                None => transaction.clear_graph(graph.as_ref()).map_err(failed)?,
            }
            transaction.insert(&current::pointer_quad(graph, physical));
        }
        current::count_change(&mut transaction, current.revision);
        transaction.commit().map_err(failed)?;
        self.quads.0.flush().map_err(failed)?;
        self.clear_leftovers()
    }

    /// Clears the graphs that nobody sees, piece by piece.
    pub(super) fn clear_leftovers(&self) -> Result<(), StoreError> {
        let current = self.current()?;
        let failed = |error| self.failed(error);
        let mut leftovers = Vec::new();
        for graph in self.quads.0.named_graphs() {
            match graph.map_err(failed)? {
                NamedOrBlankNode::NamedNode(graph) if current.is_leftover(&graph) => {
                    leftovers.push(graph);
                }
                _ => {}
            }
        }
        for graph in leftovers {
            self.clear_in_pieces(&graph).map_err(failed)?;
        }
        Ok(())
    }

    fn clear_in_pieces(&self, graph: &NamedNode) -> Result<(), StorageError> {
        loop {
            let quads =
                self.quads.0.quads_for_pattern(None, None, None, Some(graph.as_ref().into()));
            let piece: Vec<Quad> = quads.take(PIECE).collect::<Result<_, _>>()?;
            let mut transaction = self.quads.0.start_transaction()?;
            if piece.is_empty() {
                transaction.remove_named_graph(graph)?;
                return transaction.commit();
            }
            piece.iter().for_each(|quad| transaction.remove(quad));
            transaction.commit()?;
        }
    }

    pub(super) fn failed(&self, error: StorageError) -> StoreError {
        storage_error(&self.directory, error)
    }
}

/// Whether a quad is a direct edge.
pub(super) fn is_derived(quad: &Quad) -> bool {
    is_derived_graph(&quad.graph_name)
}

/// Whether a graph is that of the direct edges.
pub(super) fn is_derived_graph(graph: &GraphName) -> bool {
    *graph == GraphName::from(GRAPH_DERIVED)
}

/// The name and the physical graph of a graph that was filled in bulk.
fn pointer<'c>(
    current: &'c CurrentGraphs,
    graph: &'c GraphName,
) -> Option<(&'c NamedNode, &'c NamedNode)> {
    let GraphName::NamedNode(graph) = graph else { return None };
    Some((graph, current.pointer(graph)?))
}

/// Adds the direct edges to a snapshot without any.
pub(super) fn with_edges(
    snapshot: Arc<Snapshot>,
    derive: Option<Derive>,
) -> Result<Arc<Snapshot>, StoreError> {
    let Some(derive) = derive else { return Ok(snapshot) };
    let edges = derive(&snapshot).map_err(StoreError::Edges)?;
    Ok(Arc::new(snapshot.with(edges)))
}

/// Whether there is nothing at a path, or an empty directory.
pub(super) fn is_absent(directory: &Path) -> Result<bool, StoreError> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(StoreError::NotADirectory(directory.to_owned()))
        }
        Err(source) => Err(StoreError::Io { path: directory.to_owned(), source }),
    }
}

/// Makes a whole store beside its place, then moves it there.
fn create(directory: &Path, content: InitialContent) -> Result<(), StoreError> {
    let parent = match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let io = |source| StoreError::Io { path: directory.to_owned(), source };
    fs::create_dir_all(parent).map_err(io)?;
    let draft = draft_directory(parent, directory);
    let made = fill(&draft, content).and_then(|()| fs::rename(&draft, directory).map_err(io));
    if made.is_err() {
        // The failure that matters is the first one; a draft left behind harms nobody.
        drop(fs::remove_dir_all(&draft));
    }
    made
}

fn draft_directory(parent: &Path, directory: &Path) -> PathBuf {
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    parent.join(format!(".{name}.new-{}", std::process::id()))
}

fn fill(draft: &Path, content: InitialContent) -> Result<(), StoreError> {
    let failed = |error| storage_error(draft, error);
    fs::create_dir_all(draft)
        .map_err(|source| StoreError::Io { path: draft.to_owned(), source })?;
    let quads = Oxigraph::open(draft.join(QUADS)).map_err(failed)?;
    let mut bundle_version = Value::Null;
    let mut bundled = None;
    if content == InitialContent::Bundle {
        let snapshot = Arc::new(bundle::snapshot()?);
        let mut loader = quads.bulk_loader();
        loader.load_quads(snapshot.quads().filter(|quad| !is_derived(quad))).map_err(failed)?;
        loader.commit().map_err(failed)?;
        bundle_version = Value::String(snapshot.version().to_string());
        bundled = Some(snapshot);
    }
    quads.flush().map_err(failed)?;
    if let Some(snapshot) = bundled {
        drop(saved::write(draft, 0, &snapshot));
    }
    let marker = json!({
        "format": FORMAT,
        "madeBy": concat!("comity ", env!("CARGO_PKG_VERSION")),
        "bundle": bundle_version,
    });
    let path = draft.join(MARKER);
    fs::write(&path, format!("{marker:#}\n")).map_err(|source| StoreError::Io { path, source })
}

/// Checks the marker, and says whether the store has the bundled graph.
fn read_marker(directory: &Path) -> Result<bool, StoreError> {
    let path = directory.join(MARKER);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(StoreError::NotAStore(directory.to_owned()));
        }
        Err(source) => return Err(StoreError::Io { path, source }),
    };
    let damaged =
        |detail: &str| StoreError::Marker { path: path.clone(), detail: detail.to_owned() };
    let marker: Value = serde_json::from_str(&text).map_err(|error| damaged(&error.to_string()))?;
    let found = marker["format"].as_u64().ok_or_else(|| damaged("it names no format"))?;
    if found != FORMAT {
        return Err(StoreError::Format { path: directory.to_owned(), found });
    }
    Ok(!marker["bundle"].is_null())
}

fn open_quads(directory: &Path, access: Access) -> Result<QuadStore, StoreError> {
    let path = directory.join(QUADS);
    if !path.is_dir() {
        return Err(StoreError::Marker { path, detail: "it is missing".to_owned() });
    }
    let opened = match access {
        Access::Read => Oxigraph::open_read_only(path),
        Access::Write => Oxigraph::open(path),
    };
    opened.map(QuadStore).map_err(|error| storage_error(directory, error))
}

fn storage_error(directory: &Path, source: StorageError) -> StoreError {
    let path = directory.to_owned();
    // RocksDB has no error of its own for a lock that another process holds.
    if source.to_string().contains("lock hold by current process")
        || source.to_string().contains("While lock file")
    {
        return StoreError::InUse(path);
    }
    StoreError::Storage { path, source }
}
