//! The snapshot of a store, kept beside it, so that opening the store again need not read and sort every quad.
//!
//! The file says of which revision it is; one of another revision, or of another build of the program, whose rules may
//! differ, is not used. It can be deleted at any time.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use super::snapshot::Snapshot;

const NAME: &str = "snapshot.bin";

/// What the file begins with: the build of the program, then the revision.
fn header(revision: u64) -> [u8; 24] {
    let mut header = [0; 24];
    header[..16].copy_from_slice(&super::build().to_le_bytes());
    header[16..].copy_from_slice(&revision.to_le_bytes());
    header
}

/// The saved snapshot of a revision, if there is one and it is whole.
pub(super) fn read(directory: &Path, revision: u64) -> Option<Snapshot> {
    let mut reader = File::open(directory.join(NAME)).ok()?;
    let mut found = [0; 24];
    reader.read_exact(&mut found).ok()?;
    if found != header(revision) {
        return None;
    }
    Snapshot::load(&mut reader).ok()
}

/// Saves a snapshot. The file is whole or not there.
pub(super) fn write(directory: &Path, revision: u64, snapshot: &Snapshot) -> io::Result<()> {
    let draft = directory.join(format!(".{NAME}.{}", std::process::id()));
    let written = (|| {
        let mut writer = BufWriter::with_capacity(1 << 20, File::create(&draft)?);
        writer.write_all(&header(revision))?;
        snapshot.save(&mut writer)?;
        writer.flush()?;
        fs::rename(&draft, directory.join(NAME))
    })();
    if written.is_err() {
        drop(fs::remove_file(&draft));
    }
    written
}
