//! The data: the bundled graph in memory, or a store on disk, read through snapshots.
//!
//! What is true is an Oxigraph store; what is read is a [`Snapshot`] of it. The bundled graph needs no
//! Oxigraph store as long as nobody writes, since its snapshot comes ready-made with the program.

mod bundle;
mod disk;
pub mod snapshot;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use oxigraph::store::StorageError;
use oxrdf::{NamedNode, Quad};

use self::disk::DiskStore;
use self::snapshot::{Snapshot, SnapshotBuilder, SnapshotFormatError};

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
    /// The bundled graph is part of the program.
    #[error("the bundled graph cannot be changed: name a store with `--store DIR`")]
    ReadOnly,
}

/// Changes to a store that become visible together or not at all.
#[derive(Debug, Default)]
pub struct Change {
    /// Graphs to empty first.
    pub cleared: Vec<NamedNode>,
    /// Quads to add.
    pub inserted: Vec<Quad>,
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    snapshot: RwLock<Arc<Snapshot>>,
    disk: Option<DiskStore>,
}

impl Store {
    /// The bundled graph, in memory.
    ///
    /// # Errors
    ///
    /// When the program's own bundle is damaged.
    pub fn bundled() -> Result<Self, StoreError> {
        Ok(Self { snapshot: RwLock::new(Arc::new(bundle::snapshot()?)), disk: None })
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
    ) -> Result<Self, StoreError> {
        let disk = DiskStore::open(directory, access, content)?;
        let snapshot = RwLock::new(Arc::new(disk.snapshot()?));
        Ok(Self { snapshot, disk: Some(disk) })
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
        self.disk.as_ref().is_none_or(DiskStore::has_bundle)
    }

    /// The snapshot that a change would lead to. O(size of the store).
    #[must_use]
    pub fn preview(&self, change: &Change) -> Arc<Snapshot> {
        let mut builder = SnapshotBuilder::default();
        let is_cleared = |quad: &Quad| match &quad.graph_name {
            oxrdf::GraphName::NamedNode(graph) => change.cleared.contains(graph),
            _ => false,
        };
        for quad in self.snapshot().quads().filter(|quad| !is_cleared(quad)) {
            builder.add(quad.as_ref());
        }
        for quad in &change.inserted {
            builder.add(quad.as_ref());
        }
        Arc::new(builder.finish())
    }

    /// Writes a change in one transaction, then shows it to all later reads.
    ///
    /// # Errors
    ///
    /// When the store is the bundled graph, or the transaction fails; nothing has changed then.
    pub fn commit(&self, change: &Change) -> Result<(), StoreError> {
        let disk = self.disk.as_ref().ok_or(StoreError::ReadOnly)?;
        let next = self.preview(change);
        disk.commit(change)?;
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(())
    }
}
