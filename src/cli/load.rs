//! `comity load`: RDF files into a store, all of them or none.

use anyhow::bail;

use super::Outcome;
use super::args::{LoadArguments, Source};
use super::output::say;
use crate::import::rdf::{Options, apply, ensure_own_graphs, read};
use crate::store::Access;

pub(super) fn run(source: &Source, arguments: &LoadArguments) -> anyhow::Result<Outcome> {
    let Some(directory) = source.directory() else {
        bail!("the bundled graph cannot be changed: name a store to load into with `--store DIR`");
    };
    let options = Options {
        graph: arguments.graph.clone(),
        format: arguments.format.map(Into::into),
        replace: arguments.replace,
    };
    // Files that cannot be read should not leave a new store behind.
    let change = read(&arguments.files, &options)?;
    let store = source.open_or_make(Access::Write)?;
    ensure_own_graphs(&store, &arguments.files, &options)?;
    let loaded = apply(&store, change)?;
    say(&format!(
        "loaded {} quads into `{}`; it now has {} ({:+}), version {}",
        loaded.quads,
        directory.display(),
        loaded.after,
        loaded.after as i128 - loaded.before as i128,
        store.snapshot().version(),
    ));
    Ok(Outcome::Answered)
}
