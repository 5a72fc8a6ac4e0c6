//! `comity import --changes`: what the new version of a dataset says that the one before did not, and the reverse.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use oxrdf::{NamedNode, Triple};

use super::output::say;
use crate::render::csv;
use crate::report::diff_table;
use crate::store::Store;
use crate::study::diff::{diff, triples_of};

/// What a graph held before, and where the differences go.
pub(super) struct Changes {
    path: PathBuf,
    file: File,
    graph: NamedNode,
    before: Vec<Triple>,
}

impl Changes {
    /// The file is made first, so that a place that cannot be written to is found out before the import.
    pub(super) fn since(store: &Store, graph: NamedNode, path: PathBuf) -> anyhow::Result<Self> {
        let file = File::create(&path).with_context(|| format!("`{}`", path.display()))?;
        let before = triples_of(&store.snapshot(), &graph);
        Ok(Self { path, file, graph, before })
    }

    pub(super) fn write(mut self, store: &Store) -> anyhow::Result<()> {
        store.refresh()?;
        let snapshot = store.snapshot();
        let after = triples_of(&snapshot, &self.graph);
        let answer = diff(&snapshot, ["before", "after"], &self.before, &after);
        self.file
            .write_all(csv(&diff_table(&answer)).as_bytes())
            .with_context(|| format!("`{}`", self.path.display()))?;
        say(&format!("{} differences from the version before", answer.rows.len()));
        Ok(())
    }
}
