//! `comity load`: RDF files into a store, all of them or none.

use std::path::PathBuf;

use anyhow::bail;

use super::Outcome;
use super::args::{LoadArguments, Source};
use super::output::say;
use crate::import::large::Survey;
use crate::import::rdf::{LoadError, Options, apply, ensure_own_graphs, read};
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
    let change = match survey(&arguments.files, &options)? {
        Some(survey) if !survey.fits_memory() => {
            let store = source.open_or_make(Access::Write)?;
            ensure_own_graphs(&store, &arguments.files, &options)?;
            survey.load(&store, &options)?;
            say(&format!("loaded {} quads into `{}`", survey.quads, directory.display()));
            return Ok(Outcome::Answered);
        }
        _ => read(&arguments.files, &options)?,
    };
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

/// Files that can be read twice are read once to be judged; what a pipe gives can only be held in memory.
fn survey(files: &[PathBuf], options: &Options) -> Result<Option<Survey>, LoadError> {
    let is_pipe = |file: &PathBuf| file.metadata().is_ok_and(|data| !data.is_file());
    if files.iter().any(is_pipe) { Ok(None) } else { Survey::of(files, options).map(Some) }
}
