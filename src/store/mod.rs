//! The data: the bundled graph in memory, or a store on disk, read through snapshots.
//!
//! What is true is an Oxigraph store; what is read is a [`Snapshot`] of it. The bundled graph needs no
//! Oxigraph store as long as nobody writes, since its snapshot comes ready-made with the program.

mod bulk;
mod bundle;
mod current;
mod disk;
mod draft;
mod saved;
pub mod snapshot;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use oxigraph::store::StorageError;
use oxrdf::{NamedNode, NamedNodeRef, Quad};
use xxhash_rust::xxh3::xxh3_128;

pub use self::bulk::BulkGraphs;
pub(crate) use self::current::is_physical;
use self::disk::DiskStore;
pub use self::draft::Draft;
use self::snapshot::{Snapshot, SnapshotFormatError};
pub use self::writer::Writer;

/// What a new store starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InitialContent {
    /// The bundled graph, with its direct edges.
    #[default]
    Bundle,
    /// Nothing; direct edges are not made here either.
    Nothing,
}

/// Whether a store on disk is to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading only; other processes may have it open too.
    Read,
    /// Reading and writing; no other process may.
    Write,
}

/// The store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The directory holds something, and it is not a store.
    #[error(
        "`{}` is not a Comity store, and is left as it is: it has no `{}`; name an empty or new directory", .0.display(), disk::MARKER
    )]
    NotAStore(PathBuf),
    /// There is no such store, and this command does not make one.
    #[error("there is no store at `{}`: `comity load` and `comity serve` make one, and `--empty` an empty one", .0.display())]
    Missing(PathBuf),
    /// The path is a file.
    #[error("`{}` is not a directory", .0.display())]
    NotADirectory(PathBuf),
    /// The store was written by a version of another format.
    #[error("the store at `{}` has format {found}, this version reads format {}", .path.display(), disk::FORMAT)]
    Format {
        /// The store.
        path: PathBuf,
        /// Its format.
        found: u64,
    },
    /// The store's marker file cannot be understood.
    #[error("`{}` is damaged: {detail}", .path.display())]
    Marker {
        /// The marker file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// Another process has the store open for writing.
    #[error("the store at `{}` is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The operating system refused.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Oxigraph's storage failed.
    #[error("the store at `{}` failed: {source}", .path.display())]
    Storage {
        /// The store.
        path: PathBuf,
        /// Why.
        source: StorageError,
    },
    /// The program's own bundle cannot be read.
    #[error("the bundled graph is damaged: {0}")]
    Bundle(#[from] SnapshotFormatError),
    /// The direct edges could not be made.
    #[error("the direct edges could not be made: {0}")]
    Edges(String),
    /// The bundled graph is part of the program, or the store was opened for reading.
    #[error("the bundled graph cannot be changed: name a store with `--store DIR`")]
    ReadOnly,
    /// A graph that follows from the others was to be changed.
    #[error(
        "the graph <{0}> follows from the others and cannot be changed itself: leave it out, with `FILTER(?g != <{0}>)` behind the `GRAPH` say"
    )]
    DerivedGraph(NamedNode),
    /// A graph that the store keeps for itself was to be changed.
    #[error("the graph <{0}> is the store's own and cannot be changed: choose another name")]
    ReservedGraph(NamedNode),
}

/// Changes to a store that become visible together or not at all.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Graphs to empty first.
    pub cleared: Vec<NamedNode>,
    /// Quads to add.
    pub inserted: Vec<Quad>,
}

/// Makes the direct edges of a snapshot that has none, as quads of their own graph; or says why it cannot.
///
/// Direct edges follow from the other quads, so a store on disk keeps none: each snapshot of it has those that it should.
pub type Derive = fn(&Arc<Snapshot>) -> Result<Vec<Quad>, String>;

/// Whether something rests on triples with a predicate.
pub type RestsOn = fn(NamedNodeRef<'_>) -> bool;

/// A number that differs where the program's version, or the bundled graph in it, does: what one build has saved or
/// answered may not be right for another.
#[must_use]
pub fn build() -> u128 {
    static BUILD: OnceLock<u128> = OnceLock::new();
    let version = xxh3_128(env!("CARGO_PKG_VERSION").as_bytes());
    *BUILD.get_or_init(|| xxh3_128(bundle::BYTES) ^ version)
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    snapshot: RwLock<Arc<Snapshot>>,
    disk: Option<DiskStore>,
    /// Whether direct edges may rest on triples with a predicate; on any if it is not known.
    edges_rest_on: Option<RestsOn>,
    /// Held by whoever writes.
    turn: Mutex<()>,
}

impl Store {
    /// The bundled graph, in memory.
    ///
    /// # Errors
    ///
    /// When the program's own bundle is damaged.
    pub fn bundled() -> Result<Self, StoreError> {
        let snapshot = RwLock::new(Arc::new(bundle::snapshot()?));
        Ok(Self { snapshot, disk: None, edges_rest_on: None, turn: Mutex::default() })
    }

    /// Opens the store in a directory, or makes it where nothing is there yet.
    ///
    /// A directory that holds anything else is refused and left as it is.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    pub fn open(
        directory: &Path,
        access: Access,
        content: InitialContent,
        derive: Derive,
    ) -> Result<Self, StoreError> {
        let disk = DiskStore::open(directory, access, content, derive)?;
        let snapshot = RwLock::new(disk.snapshot()?);
        Ok(Self { snapshot, disk: Some(disk), edges_rest_on: None, turn: Mutex::default() })
    }

    /// Tells on which predicates direct edges rest, so that they are not made again after a change that touches none.
    #[must_use]
    pub fn with_edge_predicates(self, edges_rest_on: RestsOn) -> Self {
        Self { edges_rest_on: Some(edges_rest_on), ..self }
    }

    /// Whether opening this directory would make a new store: nothing is there, or an empty directory.
    ///
    /// # Errors
    ///
    /// When the path is a file, or cannot be read.
    pub fn would_be_new(directory: &Path) -> Result<bool, StoreError> {
        disk::is_absent(directory)
    }

    /// The current version of the data.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether direct edges are made here: not in a store that was started empty.
    #[must_use]
    pub fn derives_edges(&self) -> bool {
        self.disk.as_ref().is_none_or(|disk| disk.derive().is_some())
    }

    /// The snapshot that a change would lead to, its direct edges made again. O(size of the store).
    ///
    /// # Errors
    ///
    /// When the direct edges cannot be made, or the change is to a graph that cannot be changed.
    pub fn preview(&self, change: &Change) -> Result<Arc<Snapshot>, StoreError> {
        let mut draft = self.draft();
        draft.apply(change.clone())?;
        draft.snapshot()
    }

    fn draft(&self) -> Draft {
        let derive = self.disk.as_ref().and_then(DiskStore::derive);
        Draft::new(self.snapshot(), derive, self.edges_rest_on)
    }

    /// Begins a change, when all others have ended: there is one writer at a time.
    ///
    /// # Errors
    ///
    /// When the store is the bundled graph, or was opened for reading.
    pub fn writer(&self) -> Result<Writer<'_>, StoreError> {
        let disk = self.disk.as_ref().filter(|disk| disk.access() == Access::Write);
        let disk = disk.ok_or(StoreError::ReadOnly)?;
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Writer::new(self, disk, self.draft(), turn))
    }

    /// Whether it can be written.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.disk.as_ref().is_some_and(|disk| disk.access() == Access::Write)
    }

    /// Keeps the snapshot beside the data, so that the next opening need not make it again.
    pub fn save_snapshot(&self) {
        if let Some(disk) = &self.disk {
            disk.save(&self.snapshot());
        }
    }

    fn show(&self, next: Arc<Snapshot>) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Fresh graphs that are filled aside and then take the places of the graphs of their names, in one small transaction.
    ///
    /// # Errors
    ///
    /// When the store is the bundled graph, or cannot be written.
    pub fn bulk(&self) -> Result<BulkGraphs<'_>, StoreError> {
        BulkGraphs::new(self.disk.as_ref().ok_or(StoreError::ReadOnly)?)
    }

    /// Clears what replaced graphs and imports that did not end have left behind, piece by piece.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub fn clear_leftovers(&self) -> Result<(), StoreError> {
        self.disk.as_ref().map_or(Ok(()), DiskStore::clear_leftovers)
    }

    /// Reads the store again, after graphs were filled in bulk. O(size of the store).
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn refresh(&self) -> Result<(), StoreError> {
        if let Some(disk) = &self.disk {
            self.show(disk.snapshot()?);
        }
        Ok(())
    }

    /// Writes a change in one transaction, then shows it to all later reads.
    ///
    /// # Errors
    ///
    /// When the store cannot be written, or the transaction fails; nothing has changed then.
    pub fn commit(&self, change: Change) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        writer.draft().apply(change)?;
        writer.commit()?;
        self.save_snapshot();
        Ok(())
    }
}
