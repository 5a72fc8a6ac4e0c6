//! Importing a dataset: its tables through the mapping into a graph of their own, which takes the place of the one before
//! when all is done.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use oxrdf::{NamedNode, Quad};

use super::compute::Computer;
use super::describe;
use super::error::{ImportError, listed};
use super::evaluate::{Evaluator, Outcome};
use super::ledger::{Closed, Counts, Ledger};
use super::mapping::{Mapping, Table};
use super::row::{Rejection, Row};
use super::rows::{Opened, Rows, SharedLedger, open_table, rows_of, temporary};
use super::table::{Progress, Reading};
use crate::store::snapshot::{Pattern, Snapshot};
use crate::store::{BulkGraphs, Store};
use crate::vocab;

/// How many rows are evaluated together.
const BATCH: usize = 1024;

/// How many batches may wait.
const WAITING: usize = 4;

/// How a dataset is to be imported.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How files are read that do not tell themselves.
    pub reading: Reading,
    /// Whether a single rejected row ends the import.
    pub strict: bool,
    /// Where rejected rows are written, as CSV.
    pub rejects: Option<PathBuf>,
    /// The version of the data, where it is not the mapping's.
    pub version: Option<String>,
}

/// What an import tells while it works.
pub trait Watch: Sync {
    /// A table's file is being read.
    fn table(&self, table: &str, path: &Path, progress: Progress);
    /// Something was guessed, or is worth knowing.
    fn note(&self, text: &str);
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The graph that was filled.
    pub graph: NamedNode,
    /// The account of each table.
    pub tables: Vec<TableAccount>,
    /// Triples made, repeats included.
    pub triples: u64,
}

/// The account of one table.
#[derive(Debug, Clone)]
pub struct TableAccount {
    /// The table's name.
    pub table: String,
    /// Its file.
    pub path: PathBuf,
    /// What became of its rows.
    pub counts: Counts,
    /// The first rejection, if there is one.
    pub first: Option<Rejection>,
}

impl Imported {
    /// The counts of all tables together.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for table in &self.tables {
            all.read += table.counts.read;
            all.imported += table.counts.imported;
            all.skipped += table.counts.skipped;
            all.rejected += table.counts.rejected;
        }
        all
    }
}

/// Imports a dataset into a store. Its graph is replaced as a whole, or nothing changes.
///
/// Rows are read one after the other and sorted outside memory, so memory does not grow with the files.
///
/// # Errors
///
/// See [`ImportError`]; nothing has changed then.
pub fn import(
    store: &Store,
    mapping: &Mapping,
    files: &[PathBuf],
    options: &Options,
    watch: &dyn Watch,
) -> Result<Imported, ImportError> {
    let files = assign(mapping, files)?;
    let graph = graph_of(mapping);
    ensure_own_graph(&store.snapshot(), &graph)?;
    // What the dataset said before must not decide what it says now.
    let snapshot = store.snapshot().without(graph.as_ref());
    let mut rejects = options.rejects.as_deref().map(RejectFile::create).transpose()?;
    let mut bulk = store.bulk()?;
    let work = Work { snapshot: &snapshot, mapping, files: &files, options, watch };
    match work.run(&mut bulk, &graph, rejects.as_mut()) {
        Ok(imported) => {
            bulk.publish()?;
            if let Some(rejects) = rejects {
                rejects.finish()?;
            }
            Ok(imported)
        }
        Err(error) => {
            bulk.discard()?;
            Err(error)
        }
    }
}

/// Refuses a dataset whose name is that of a graph which no import has made.
fn ensure_own_graph(snapshot: &Arc<Snapshot>, graph: &NamedNode) -> Result<(), ImportError> {
    let dictionary = snapshot.dictionary();
    let Some(id) = dictionary.id_of(graph.as_ref().into()) else { return Ok(()) };
    let pattern = Pattern { graph: Some(id), ..Pattern::default() };
    if snapshot.count(pattern) == 0 {
        return Ok(());
    }
    let part = dictionary.id_of(vocab::dcterms::HAS_PART.into());
    let has_account = part.is_some_and(|part| {
        snapshot.count(Pattern { subject: Some(id), predicate: Some(part), ..pattern }) > 0
    });
    if has_account { Ok(()) } else { Err(ImportError::ForeignGraph(graph.clone())) }
}

/// The graph of a mapping's dataset.
#[must_use]
pub fn graph_of(mapping: &Mapping) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{}", vocab::GRAPH, mapping.dataset))
}

struct Work<'w> {
    snapshot: &'w Arc<Snapshot>,
    mapping: &'w Mapping,
    files: &'w [(usize, PathBuf)],
    options: &'w Options,
    watch: &'w dyn Watch,
}

impl Work<'_> {
    fn run(
        &self,
        bulk: &mut BulkGraphs<'_>,
        graph: &NamedNode,
        mut rejects: Option<&mut RejectFile>,
    ) -> Result<Imported, ImportError> {
        let mut imported = Imported { graph: graph.clone(), tables: Vec::new(), triples: 0 };
        let mut first: Option<(PathBuf, Rejection)> = None;
        for (place, path) in self.files {
            let table = &self.mapping.tables[*place];
            if table.construct.is_none() && table.skip_all.is_none() {
                continue;
            }
            let (closed, triples) = self.table(bulk, table, path)?;
            if first.is_none()
                && let Some(rejection) = &closed.first
            {
                first = Some((path.clone(), rejection.clone()));
            }
            imported.triples += triples;
            imported.tables.push(TableAccount {
                table: table.name.clone(),
                path: path.clone(),
                counts: closed.counts.clone(),
                first: closed.first.clone(),
            });
            if let Some(rejects) = &mut rejects {
                rejects.write(path, closed)?;
            }
        }
        let counts = imported.counts();
        let first = first.map(|(path, rejection)| in_words(&path, &rejection));
        if self.options.strict && counts.rejected > 0 {
            return Err(ImportError::Strict {
                rejected: counts.rejected,
                read: counts.read,
                first,
            });
        }
        if counts.imported == 0 && counts.rejected > 0 {
            return Err(ImportError::NothingImported { read: counts.read, first });
        }
        let version = self.options.version.as_ref().or(self.mapping.version.as_ref());
        let description = describe::graph(self.mapping, version, graph, &imported.tables);
        imported.triples += description.len() as u64;
        bulk.load(description.into_iter().map(Ok::<Quad, ImportError>))?;
        Ok(imported)
    }

    fn table(
        &self,
        bulk: &mut BulkGraphs<'_>,
        table: &Table,
        path: &Path,
    ) -> Result<(Closed, u64), ImportError> {
        let opened = open_table(path, table, &self.options.reading)?;
        self.tell(table, path, &opened);
        let ledger = SharedLedger::new(Ledger::new(opened.headings.clone()));
        let constants = describe::constants(self.mapping);
        let fail = |detail: String| ImportError::Evaluation {
            dataset: self.mapping.dataset.clone(),
            table: table.name.clone(),
            detail,
        };
        let (rows, schema) = rows_of(
            opened,
            table,
            &|name| self.other(name),
            |schema| Computer::new(self.snapshot, table, schema, &constants).map_err(fail),
            &ledger,
        )?;
        let evaluator =
            Evaluator::new(self.snapshot, table, &schema, &constants, &graph_of(self.mapping))
                .map_err(fail)?;
        let triples = match evaluator {
            None => {
                rows.collect::<Result<Vec<_>, _>>()?;
                0
            }
            Some(evaluator) => evaluate_in_parallel(&evaluator, rows, &ledger, bulk)?,
        };
        let Some(ledger) = ledger.into_inner() else {
            return Err(fail("the account is still open".to_owned()));
        };
        Ok((ledger.close().map_err(temporary)?, triples))
    }

    fn tell(&self, table: &Table, path: &Path, opened: &Opened) {
        self.watch.table(&table.name, path, opened.progress.clone());
        if let Some(guessed) = &opened.guessed {
            self.watch.note(&format!("`{}`: {guessed}", path.display()));
        }
        if !opened.unknown.is_empty() {
            self.watch.note(&format!(
                "`{}`: the mapping does not speak of {}, so what stands there is not imported",
                path.display(),
                listed(&opened.unknown)
            ));
        }
    }

    /// The file of a table that is joined with another.
    fn other(&self, name: &str) -> Result<(Opened, Table), ImportError> {
        let missing = || ImportError::MissingTable {
            dataset: self.mapping.dataset.clone(),
            table: name.to_owned(),
        };
        let (place, path) = self
            .files
            .iter()
            .find(|(place, _)| self.mapping.tables[*place].name == name)
            .ok_or_else(missing)?;
        let table = self.mapping.tables[*place].clone();
        Ok((open_table(path, &table, &self.options.reading)?, table))
    }
}

/// Evaluates batches on all cores while rows are read and quads are loaded; the order of rows is kept in the account.
fn evaluate_in_parallel(
    evaluator: &Evaluator,
    rows: Rows,
    ledger: &SharedLedger,
    bulk: &mut BulkGraphs<'_>,
) -> Result<u64, ImportError> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let (send_rows, take_rows) = bounded::<Vec<Row>>(WAITING);
    let (send_quads, take_quads) = bounded::<Result<Vec<Quad>, ImportError>>(WAITING);
    let mut count = 0;
    thread::scope(|scope| {
        let errors = send_quads.clone();
        scope.spawn(move || read_batches(rows, &send_rows, &errors));
        for _ in 0..workers {
            let (take_rows, send_quads) = (take_rows.clone(), send_quads.clone());
            scope.spawn(move || evaluate_batches(evaluator, &take_rows, &send_quads, ledger));
        }
        drop((take_rows, send_quads));
        bulk.load(take_quads.into_iter().flat_map(|batch| {
            let quads: Vec<Result<Quad, ImportError>> = match batch {
                Ok(quads) => quads.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            count += quads.len() as u64;
            quads
        }))
    })?;
    Ok(count)
}

fn read_batches(
    rows: Rows,
    batches: &Sender<Vec<Row>>,
    errors: &Sender<Result<Vec<Quad>, ImportError>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    for row in rows {
        match row {
            Ok(row) => batch.push(row),
            Err(error) => {
                // Nobody listens any more when the import has ended for another reason.
                drop(errors.send(Err(error)));
                return;
            }
        }
        if batch.len() == BATCH && batches.send(std::mem::take(&mut batch)).is_err() {
            return;
        }
    }
    if !batch.is_empty() {
        drop(batches.send(batch));
    }
}

fn evaluate_batches(
    evaluator: &Evaluator,
    batches: &Receiver<Vec<Row>>,
    quads: &Sender<Result<Vec<Quad>, ImportError>>,
    ledger: &SharedLedger,
) {
    for rows in batches {
        let evaluated = evaluator.evaluate(&rows).and_then(|outcomes| {
            let mut made = Vec::new();
            let mut ledger = ledger.lock();
            for (row, outcome) in rows.iter().zip(outcomes) {
                match outcome {
                    Outcome::Imported(mut quads) => {
                        ledger.import(row);
                        made.append(&mut quads);
                    }
                    Outcome::Skipped(reason) => ledger.skip(row, &reason),
                    Outcome::Rejected(rejection) => {
                        ledger.reject(row, &rejection).map_err(temporary)?;
                    }
                }
            }
            Ok(made)
        });
        let failed = evaluated.is_err();
        if quads.send(evaluated).is_err() || failed {
            return;
        }
    }
}

/// Which file is which table: by the file's name, or as `TABLE=FILE`. A folder stands for the files in it that are tables.
pub(super) fn assign(
    mapping: &Mapping,
    files: &[PathBuf],
) -> Result<Vec<(usize, PathBuf)>, ImportError> {
    let mut found: Vec<(usize, PathBuf)> = Vec::new();
    let mut add = |place: usize, path: PathBuf| {
        if let Some((_, one)) = found.iter().find(|(known, _)| *known == place) {
            Err(ImportError::RepeatedTable {
                table: mapping.tables[place].name.clone(),
                one: one.clone(),
                other: path,
            })
        } else {
            found.push((place, path));
            Ok(())
        }
    };
    for path in files {
        let named =
            path.to_str().and_then(|text| text.split_once('=')).and_then(|(table, file)| {
                let place = mapping.tables.iter().position(|known| known.name == table)?;
                Some((place, PathBuf::from(file)))
            });
        if let Some((place, path)) = named {
            add(place, path)?;
        } else if path.is_dir() {
            let io = |source| ImportError::Io { path: path.clone(), source };
            let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
                .map_err(io)?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<_, _>>()
                .map_err(io)?;
            inside.sort();
            for file in inside {
                let by_name = mapping.tables.iter().position(|table| {
                    file.is_file() && table.file.eq_ignore_ascii_case(&super::mapping::stem(&file))
                });
                if let Some(place) = by_name.filter(|_| is_table(&file)) {
                    add(place, file)?;
                }
            }
        } else {
            let unknown = || ImportError::UnknownTable {
                path: path.clone(),
                dataset: mapping.dataset.clone(),
                tables: mapping.tables.iter().map(|table| table.file.clone()).collect(),
            };
            add(mapping.table_of(path).ok_or_else(unknown)?, path.clone())?;
        }
    }
    let is_missing = |(place, table): &(usize, &Table)| {
        !table.optional && table.skip_all.is_none() && found.iter().all(|(known, _)| known != place)
    };
    if let Some((_, table)) = mapping.tables.iter().enumerate().find(is_missing) {
        return Err(ImportError::MissingTable {
            dataset: mapping.dataset.clone(),
            table: table.file.clone(),
        });
    }
    found.sort();
    Ok(found)
}

/// Whether a file of a folder holds a table: a page of documentation may have the name of one.
fn is_table(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst").to_lowercase();
    [".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xls", ".ods", ".parquet"]
        .iter()
        .any(|ending| plain.ends_with(ending))
}

fn in_words(path: &Path, rejection: &Rejection) -> String {
    let column = if rejection.column.is_empty() {
        String::new()
    } else {
        format!(", column `{}`", rejection.column)
    };
    let suggestion = if rejection.suggestion.is_empty() {
        String::new()
    } else {
        format!(" ({})", rejection.suggestion)
    };
    format!(
        "`{}`, line {}{column}: {}{suggestion}",
        path.display(),
        rejection.line,
        rejection.reason
    )
}

impl TableAccount {
    /// The first rejection as a sentence, if there is one.
    #[must_use]
    pub fn first_in_words(&self) -> Option<String> {
        self.first.as_ref().map(|rejection| in_words(&self.path, rejection))
    }
}

/// The file of rejected rows. It is written aside, and takes its place when the import has ended well.
struct RejectFile {
    path: PathBuf,
    file: tempfile::NamedTempFile,
    last_headings: Vec<String>,
}

impl RejectFile {
    fn create(path: &Path) -> Result<Self, ImportError> {
        let folder =
            path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let io = |source| ImportError::Io { path: path.to_owned(), source };
        let file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
        Ok(Self { path: path.to_owned(), file, last_headings: Vec::new() })
    }

    /// Each table with its own headings, since tables differ; the first column names the file.
    fn write(&mut self, path: &Path, closed: Closed) -> Result<(), ImportError> {
        let io = |source| ImportError::Io { path: self.path.clone(), source };
        if closed.counts.rejected == 0 && !self.last_headings.is_empty() {
            return Ok(());
        }
        if self.last_headings != closed.headings {
            let mut writer = csv::Writer::from_writer(&mut self.file);
            let fixed = ["file", "line", "column", "value", "reason", "suggestion"];
            writer
                .write_record(fixed.into_iter().chain(closed.headings.iter().map(String::as_str)))
                .map_err(|error| io(error.into()))?;
            writer.flush().map_err(io)?;
        }
        let mut last = Vec::new();
        for record in closed.rejected {
            let (_, line) = record.map_err(io)?;
            // Several cells of one row may be wrong in the same way.
            if line == last {
                continue;
            }
            let mut field = csv::Writer::from_writer(Vec::new());
            field.write_field(path.display().to_string()).map_err(|error| io(error.into()))?;
            let field = field.into_inner().unwrap_or_default();
            self.file.write_all(&field).map_err(io)?;
            self.file.write_all(b",").map_err(io)?;
            self.file.write_all(&line).map_err(io)?;
            last = line;
        }
        self.last_headings = closed.headings;
        Ok(())
    }

    fn finish(self) -> Result<(), ImportError> {
        let path = self.path;
        self.file
            .persist(&path)
            .map(drop)
            .map_err(|error| ImportError::Io { path: path.clone(), source: error.error })
    }
}
