//! The graph that comes with the program.

use super::snapshot::{Snapshot, SnapshotFormatError};

/// Made by the build script from `data/` and `ontology/`.
pub(super) static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundle.snapshot.zst"));

/// Unpacks the bundled graph.
pub(super) fn snapshot() -> Result<Snapshot, SnapshotFormatError> {
    let bytes = zstd::decode_all(BYTES).unwrap_or_default();
    Snapshot::from_bytes(&bytes)
}
