//! `comity validate`: data against shapes and rules, passages against the text that they quote.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::Outcome;
use super::args::{Source, TableFormat, ValidateArguments};
use super::output::{print_table, say};
use crate::import::rdf::{Options, read};
use crate::report::{findings_table, quotations_table};
use crate::store::snapshot::Snapshot;
use crate::validate::passages::{PassageProblem, quotations};
use crate::validate::{Finding, Severity, validate};

pub(super) fn run(source: &Source, arguments: &ValidateArguments) -> anyhow::Result<Outcome> {
    let store = source.open()?;
    if let Some(folder) = &arguments.passages {
        return check_passages(&store.snapshot(), folder, arguments.table.format);
    }
    let snapshot = if arguments.files.is_empty() {
        store.snapshot()
    } else {
        let options = Options { replace: true, ..Options::default() };
        store.preview(&read(&turtle_files(&arguments.files)?, &options)?)?
    };
    let files: Vec<String> =
        turtle_files(&arguments.files)?.iter().map(|path| path.display().to_string()).collect();
    check_data(&snapshot, arguments.table.format, arguments.warnings, &files)
}

fn check_data(
    snapshot: &Arc<Snapshot>,
    format: TableFormat,
    all: bool,
    files: &[String],
) -> anyhow::Result<Outcome> {
    let mut findings = validate(snapshot)?;
    if !files.is_empty() {
        // What the bundle warns of is not about these files; what is an error now may well be.
        findings.retain(|finding| {
            finding.severity == Severity::Error
                || finding.file.as_ref().is_some_and(|file| files.contains(file))
        });
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let shown: Vec<Finding> = if format == TableFormat::Table && !all {
        findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect()
    } else {
        findings.clone()
    };
    if !shown.is_empty() || format != TableFormat::Table {
        print_table(&findings_table(&shown), format)?;
    }
    let warnings = findings.len() - errors;
    say(&format!(
        "{} quads checked: {}, {}",
        snapshot.len(),
        counted(errors, "error"),
        counted(warnings, "warning")
    ));
    if shown.len() < findings.len() {
        say("`--warnings` shows the warnings: what is unusual, as history sometimes is");
    }
    Ok(Outcome::of(errors == 0))
}

fn check_passages(
    snapshot: &Arc<Snapshot>,
    folder: &Path,
    format: TableFormat,
) -> anyhow::Result<Outcome> {
    let quotations = quotations(snapshot, folder)?;
    if quotations.is_empty() {
        bail!("no source in the data states the SHA-256 of its text");
    }
    let missing: BTreeSet<String> = quotations
        .iter()
        .filter_map(|quotation| quotation.words.as_ref().err())
        .filter(|problem| matches!(problem, PassageProblem::NoSuchFile { .. }))
        .map(ToString::to_string)
        .collect();
    if !missing.is_empty() {
        let missing: Vec<String> = missing.into_iter().collect();
        bail!("`{}`: {}", folder.display(), missing.join("; "));
    }
    print_table(&quotations_table(&quotations), format)?;
    let wrong = quotations.iter().filter(|quotation| quotation.words.is_err()).count();
    let statements = quotations.iter().filter(|quotation| quotation.statement.is_some()).count();
    say(&format!(
        "{} beside the words of their sources: {} not fit",
        counted(statements, "statement"),
        if wrong == 1 { "1 does".to_owned() } else { format!("{wrong} do") },
    ));
    Ok(Outcome::of(wrong == 0))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The files themselves, and all Turtle files below the folders among them.
fn turtle_files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut entries: Vec<PathBuf> = fs::read_dir(path)
                .with_context(|| format!("`{}`", path.display()))?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<_, _>>()?;
            entries.retain(|entry| entry.is_dir() || entry.extension().is_some_and(|e| e == "ttl"));
            entries.sort();
            files.extend(turtle_files(&entries)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}
