//! `comity update`: a SPARQL update on a store, all of it or nothing.

use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, bail};

use super::Outcome;
use super::args::{Source, UpdateArguments};
use super::output::say;
use crate::query::update::update;
use crate::query::{Deadline, Evaluation, parse_update};
use crate::service::services;
use crate::store::Access;

pub(super) fn run(source: &Source, arguments: &UpdateArguments) -> anyhow::Result<Outcome> {
    let Some(directory) = source.directory() else {
        bail!("the bundled graph cannot be changed: name a store to update with `--store DIR`");
    };
    // A text that cannot be read should not leave a new store behind.
    let parsed = parse_update(&text(arguments)?, None)?;
    let store = source.open_or_make(Access::Write)?;
    let before = store.snapshot();
    let evaluation = Evaluation {
        deadline: arguments.timeout.map(Deadline::after).unwrap_or_default(),
        services: services(),
        ..Evaluation::default()
    };
    evaluation.deadline.watch();
    let mut writer = store.writer()?;
    update(writer.draft(), &parsed, &evaluation)?;
    let after = writer.commit()?;
    store.save_snapshot();
    say(&format!(
        "updated `{}`; it now has {} quads ({:+}), version {}",
        directory.display(),
        after.len(),
        after.len() as i128 - before.len() as i128,
        after.version(),
    ));
    Ok(Outcome::Answered)
}

fn text(arguments: &UpdateArguments) -> anyhow::Result<String> {
    if let Some(text) = &arguments.text {
        return Ok(text.clone());
    }
    match arguments.file.as_deref() {
        Some(path) if path != Path::new("-") => {
            std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))
        }
        _ => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).context("standard input")?;
            Ok(text)
        }
    }
}
