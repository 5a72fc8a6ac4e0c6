//! A store in a directory: a marker file beside an Oxigraph store on RocksDB.
//!
//! The marker tells our stores from other directories. A new store is made beside its place and renamed
//! into it when it is whole, so that one cut off half-way is never taken for a store.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oxigraph::store::{StorageError, Store as Oxigraph};
use serde_json::{Value, json};

use super::snapshot::{Snapshot, SnapshotBuilder};
use super::{Access, Change, InitialContent, StoreError, bundle};

/// The file that makes a directory a store.
pub(super) const MARKER: &str = "comity-store.json";

/// The format that this version writes and reads.
pub(super) const FORMAT: u64 = 1;

const QUADS: &str = "quads";

/// An open store on disk.
#[derive(Debug)]
pub(super) struct DiskStore {
    directory: PathBuf,
    quads: QuadStore,
    has_bundle: bool,
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
    ) -> Result<Self, StoreError> {
        if is_absent(directory)? {
            create(directory, content)?;
        }
        let has_bundle = read_marker(directory)?;
        let quads = open_quads(directory, access)?;
        Ok(Self { directory: directory.to_owned(), quads, has_bundle })
    }

    /// Whether the store was started with the bundled graph.
    pub(super) fn has_bundle(&self) -> bool {
        self.has_bundle
    }

    /// Reads everything into a snapshot. O(n log n).
    pub(super) fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut builder = SnapshotBuilder::default();
        for quad in &self.quads.0 {
            builder.add(quad.map_err(|error| self.failed(error))?.as_ref());
        }
        Ok(builder.finish())
    }

    /// Writes a change in one transaction, durable when this returns.
    pub(super) fn commit(&self, change: &Change) -> Result<(), StoreError> {
        let failed = |error| self.failed(error);
        let mut transaction = self.quads.0.start_transaction().map_err(failed)?;
        for graph in &change.cleared {
            transaction.clear_graph(graph.as_ref()).map_err(failed)?;
        }
        transaction.extend(&change.inserted);
        transaction.commit().map_err(failed)?;
        self.quads.0.flush().map_err(failed)
    }

    fn failed(&self, error: StorageError) -> StoreError {
        storage_error(&self.directory, error)
    }
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
    if content == InitialContent::Bundle {
        let snapshot = std::sync::Arc::new(bundle::snapshot()?);
        let mut loader = quads.bulk_loader();
        loader.load_quads(snapshot.quads()).map_err(failed)?;
        loader.commit().map_err(failed)?;
        bundle_version = Value::String(snapshot.version().to_string());
    }
    quads.flush().map_err(failed)?;
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
