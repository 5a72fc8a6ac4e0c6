//! `comity import`: a dataset's tables through a mapping into a store.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::args::Source;
use super::import_args::ImportArguments;
use super::import_changes::Changes;
use super::output::{print, print_table, say};
use crate::import::dataset::{Imported, Options, Watch, graph_of, import};
use crate::import::explain::{Explained, explain};
use crate::import::mapping::Mapping;
use crate::import::skeleton::skeleton;
use crate::import::table::Progress;
use crate::report::{accounts_table, mappings_table};
use crate::store::Access;

/// How many rows `--explain` shows of each table.
const EXPLAINED: usize = 3;

pub(super) fn run(source: &Source, arguments: ImportArguments) -> anyhow::Result<Outcome> {
    if arguments.list {
        print_table(&mappings_table(&Mapping::all()), arguments.table.format)?;
        return Ok(Outcome::Answered);
    }
    if let Some(file) = &arguments.new {
        print(&skeleton(file, &arguments.reading.into())?)?;
        return Ok(Outcome::Answered);
    }
    let mapping = mapping(arguments.dataset.as_deref().unwrap_or_default())?;
    if arguments.show {
        print(&mapping.text)?;
        return Ok(Outcome::Answered);
    }
    let files = files(&mapping, &arguments)?;
    if arguments.explain {
        let snapshot = source.open()?.snapshot();
        let rows = explain(&snapshot, &mapping, &files, &arguments.reading.into(), EXPLAINED)?;
        print(&rows.iter().map(shown).collect::<String>())?;
        return Ok(Outcome::of(!rows.is_empty()));
    }
    let Some(directory) = source.directory() else {
        bail!(
            "the bundled graph cannot be changed: name a store to import into with `--store DIR`"
        );
    };
    let options = Options {
        reading: arguments.reading.into(),
        strict: arguments.strict,
        rejects: arguments.rejects,
        version: arguments.version,
    };
    let store = source.open_or_make(Access::Write)?;
    let changes = arguments
        .changes
        .map(|path| Changes::since(&store, graph_of(&mapping), path))
        .transpose()?;
    let watch = Terminal::default();
    let imported = import(&store, &mapping, &files, &options, &watch);
    watch.end();
    let imported = imported?;
    print_table(&accounts_table(&imported), arguments.table.format)?;
    tell_reasons(&imported);
    if imported.counts().rejected > 0 && options.rejects.is_none() {
        say("`--rejects FILE` keeps the rejected rows, with the reason of each");
    }
    say(&format!(
        "imported {} triples into <{}> of `{}`",
        imported.triples,
        imported.graph.as_str(),
        directory.display()
    ));
    if let Some(changes) = changes {
        changes.write(&store)?;
    }
    Ok(Outcome::Answered)
}

/// A mapping of the program's own by name, or one from a file.
fn mapping(name: &str) -> anyhow::Result<Mapping> {
    let path = Path::new(name);
    if path.extension().is_some_and(|ending| ending == "rq") || path.is_file() {
        let text = std::fs::read_to_string(path).with_context(|| format!("`{name}`"))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        return Ok(Mapping::parse(name, &stem, &text)?);
    }
    if let Some(mapping) = Mapping::shipped(name) {
        Ok(mapping?)
    } else {
        let names = Mapping::names();
        let nearest = names.iter().min_by_key(|known| strsim::damerau_levenshtein(known, name));
        bail!(
            "there is no mapping for `{name}`{}: `comity import --list` names them all, and `comity import --new FILE` begins one of your own",
            nearest.map(|nearest| format!(" (did you mean `{nearest}`?)")).unwrap_or_default()
        );
    }
}

fn files(mapping: &Mapping, arguments: &ImportArguments) -> anyhow::Result<Vec<PathBuf>> {
    if arguments.download {
        return Ok(crate::import::download::download(mapping, &|text| say(text))?);
    }
    if arguments.files.is_empty() {
        let fetch =
            if mapping.downloads.is_empty() { "" } else { ", or fetch them with `--download`" };
        let page = mapping
            .page
            .as_ref()
            .map(|page| format!("; they are published at {page}"))
            .unwrap_or_default();
        bail!(
            "name the files of `{}`, or the folder that holds them{fetch}{page}",
            mapping.dataset
        );
    }
    Ok(arguments.files.clone())
}

/// A row, its values, and its triples.
fn shown(row: &Explained) -> String {
    let rows =
        if row.rows == 1 { String::new() } else { format!(" and {} more rows", row.rows - 1) };
    let cells: Vec<String> =
        row.cells.iter().map(|(name, value)| format!("?{name} = {value}")).collect();
    let mut text =
        format!("# table {}, line {}{rows}\n#   {}\n", row.table, row.line, cells.join("  "));
    match &row.result {
        Ok(quads) => {
            for quad in quads {
                text.push_str(&format!("{} {} {} .\n", quad.subject, quad.predicate, quad.object));
            }
        }
        Err(reason) => text.push_str(&format!("#   {reason}\n")),
    }
    text.push('\n');
    text
}

/// Why rows were skipped or rejected.
fn tell_reasons(imported: &Imported) {
    for account in &imported.tables {
        for (reason, count) in &account.counts.reasons {
            say(&format!("`{}`: {count} rows skipped: {reason}", account.table));
        }
        if let Some(first) = account.first_in_words() {
            say(&format!(
                "`{}`: {} rows rejected, the first of them {first}",
                account.table, account.counts.rejected
            ));
        }
    }
}

/// A progress bar where a person looks on.
#[derive(Default)]
struct Terminal {
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    fn end(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Terminal {
    fn table(&self, table: &str, _path: &Path, progress: Progress) {
        self.end();
        if !std::io::stderr().is_terminal() {
            return;
        }
        let style = ProgressStyle::with_template(
            "{msg} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} left",
        );
        let bar = ProgressBar::new(progress.total).with_message(table.to_owned());
        let bar = match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        let shown = bar.clone();
        // The reader counts its bytes; the bar looks at them now and then, until it is cleared.
        std::thread::spawn(move || {
            while !shown.is_finished() {
                shown.set_position(progress.read());
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        if let Ok(mut current) = self.bar.lock() {
            *current = Some(bar);
        }
    }

    fn note(&self, text: &str) {
        say(text);
    }
}
