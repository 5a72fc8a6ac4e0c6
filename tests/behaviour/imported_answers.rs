//! Published answers, from the field's datasets as they are imported.
//!
//! `tests/fixtures/imported-answers/` has a file a dataset: a question in SPARQL, the answer, and where it is published. The
//! datasets are not part of the repository, so nothing is asked where they are not at hand.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use comity::import::Counts;
use comity::import::dataset::{Options, Watch, import};
use comity::import::mapping::Mapping;
use comity::import::table::{Progress, Reading};
use comity::query::Snapshot;
use comity::query::rules::edges;
use comity::store::{Access, InitialContent, Store};
use comity::study::compare::{Label, Request, compare};
use comity::study::dataset_style::DatasetStyle;
use comity::validate::{Severity, validate};

use crate::shared::{ask_text, shared_folder};

struct Silent;

impl Watch for Silent {
    fn table(&self, _: &str, _: &Path, _: Progress) {}
    fn note(&self, _: &str) {}
}

/// The folder of the data, and the dataset that is made of it where the names differ.
const RENAMED: (&str, &str) = ("state-codes", "state-code-lists");

/// The data, and the account of each dataset.
type Imported = (Arc<Snapshot>, Vec<(String, Counts)>);

/// A store with every dataset that there is a mapping for.
static IMPORTED: LazyLock<Option<Imported>> = LazyLock::new(|| {
    let data = shared_folder()?.join("data");
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("store");
    let store = Store::open(&directory, Access::Write, InitialContent::Bundle, edges).unwrap();
    let mut accounts = Vec::new();
    for name in Mapping::names() {
        let from = if name == RENAMED.1 { RENAMED.0 } else { &name };
        let mapping = Mapping::shipped(&name).unwrap().unwrap();
        let imported = import(&store, &mapping, &[data.join(from)], &Options::default(), &Silent)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        accounts.push((name, imported.counts()));
    }
    store.refresh().unwrap();
    Some((store.snapshot(), accounts))
});

#[test]
fn every_dataset_of_the_field_has_a_mapping_that_accounts_for_every_row() {
    let Some((_, accounts)) = &*IMPORTED else { return };
    let folders: Vec<PathBuf> = fs::read_dir(shared_folder().unwrap().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().replace(RENAMED.0, RENAMED.1);
        let counts = &accounts
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("{name}"))
            .1;
        assert_eq!(counts.imported + counts.skipped + counts.rejected, counts.read, "{name}");
        assert_eq!(counts.read, rows_in(&folder), "{name}");
        assert!(counts.rejected * 1000 <= counts.read, "{name}: {counts:?}");
    }
}

fn rows_in(folder: &Path) -> u64 {
    let mut rows = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains(".csv") {
            let table = comity::import::table::open(&path, &[], &Reading::default()).unwrap();
            rows += table.rows.count() as u64;
        }
    }
    rows
}

const PREFIXES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX id: <https://w3id.org/comity/id/>
PREFIX state: <https://w3id.org/comity/id/state/>
PREFIX organisation: <https://w3id.org/comity/id/organisation/>
PREFIX source: <https://w3id.org/comity/id/source/>
";

#[test]
fn published_answers_come_from_the_imported_data() {
    let Some((snapshot, _)) = &*IMPORTED else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imported-answers");
    let mut asked = 0;
    let mut wrong = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split("```sparql\n").skip(1) {
            let (query, rest) = part.split_once("```").unwrap();
            let expected =
                rest.lines().find_map(|line| line.strip_prefix("Expected:")).unwrap().trim();
            let rows = ask_text(snapshot, &format!("{PREFIXES}{query}"));
            let found: Vec<String> =
                rows.iter().flat_map(|row| row.split(' ')).map(last_step).collect();
            asked += 1;
            if plain(&found.join(" ")) != plain(expected) {
                wrong += &format!(
                    "{}: {query}expected {expected}\nfound    {}\n\n",
                    path.display(),
                    found.join(" ")
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(asked >= 30, "{asked}");
}

fn last_step(value: &str) -> String {
    value.rsplit('/').next().unwrap_or(value).to_owned()
}

/// Numbers compare as numbers.
fn plain(text: &str) -> Vec<String> {
    text.replace(';', " ")
        .split_whitespace()
        .map(|word| {
            word.parse::<f64>().map_or_else(|_| word.to_owned(), |number| number.to_string())
        })
        .collect()
}

#[test]
fn tallies_that_differ_from_the_record_are_conflicts_and_others_are_confirmed() {
    let Some((snapshot, _)) = &*IMPORTED else { return };
    let request = Request { facts: "vote-totals".to_owned(), ..Request::default() };
    let comparison = compare(snapshot, &request).unwrap();
    let label = |object: &str, detail: &str| {
        let is_it = |fact: &&comity::study::compare::Fact| {
            fact.object.short.ends_with(object) && fact.detail.as_deref() == Some(detail)
        };
        comparison.answer.rows.iter().find(is_it).map(|fact| fact.label)
    };
    assert_eq!(label("unga-68-262", "yes"), Some(Label::Confirmed));
    assert_eq!(label("unga-es-10-19", "yes"), Some(Label::Conflict));
    assert_eq!(label("unga-es-10-19", "no"), Some(Label::Confirmed));
    assert_eq!(label("unga-63-3", "yes"), Some(Label::Conflict));
}

#[test]
fn what_was_imported_fits_the_shapes() {
    let Some((snapshot, _)) = &*IMPORTED else { return };
    let errors: Vec<String> = validate(snapshot)
        .unwrap()
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("{}: {} ({})", finding.node, finding.message, finding.rule))
        .collect();
    assert!(
        errors.is_empty(),
        "{} errors, such as {:#?}",
        errors.len(),
        &errors[..errors.len().min(20)]
    );
}

/// The rows of a table of the dataset's own, each once, by the columns named.
fn original(table: &str, columns: &[String]) -> BTreeSet<Vec<String>> {
    let (dataset, name) = table.split_once('/').unwrap();
    let folder = shared_folder().unwrap().join("data").join(match dataset == RENAMED.1 {
        true => RENAMED.0,
        false => dataset,
    });
    let plain = folder.join(format!("{name}.csv"));
    let reader: Box<dyn Read> = if plain.exists() {
        Box::new(fs::File::open(plain).unwrap())
    } else {
        let packed = fs::File::open(folder.join(format!("{name}.csv.gz"))).unwrap();
        Box::new(flate2::read::MultiGzDecoder::new(packed))
    };
    let mut reader = csv::Reader::from_reader(reader);
    let headings = reader.headers().unwrap().clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| headings.iter().position(|heading| heading == column).unwrap())
        .collect();
    let row =
        |record: csv::StringRecord| places.iter().map(|&place| value(&record[place])).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// A cell without what stands around it, and a number without needless digits.
fn value(cell: &str) -> String {
    match cell.trim().parse::<f64>() {
        Ok(number) if !cell.trim().starts_with('0') => number.to_string(),
        _ => cell.trim().to_owned(),
    }
}

#[test]
fn every_table_that_is_imported_can_be_written_back() {
    let mut tables: Vec<String> = Vec::new();
    for name in Mapping::names() {
        let mapping = Mapping::shipped(&name).unwrap().unwrap();
        let imported = mapping.tables.iter().filter(|table| table.construct.is_some());
        tables.extend(imported.map(|table| format!("{name}/{}", table.name)));
    }
    tables.sort();
    assert_eq!(tables, DatasetStyle::names());
}

#[test]
fn what_is_written_back_is_what_was_read() {
    let Some((snapshot, accounts)) = &*IMPORTED else { return };
    let mut report = String::new();
    for (dataset, counts) in accounts {
        let mut lost_of_dataset = 0;
        let tables = DatasetStyle::names();
        let is_of_dataset = |table: &&String| table.split('/').next() == Some(dataset);
        for name in tables.iter().filter(is_of_dataset) {
            let style = DatasetStyle::find(name).unwrap();
            let original = original(name, &style.columns);
            let written: BTreeSet<Vec<String>> = style
                .rows(snapshot)
                .unwrap()
                .into_iter()
                .map(|row| row.iter().map(|cell| value(cell)).collect())
                .collect();
            let made_up = written.iter().find(|row| !original.contains(*row));
            assert_eq!(made_up, None, "{name}");
            let lost = original.difference(&written).count();
            report += &format!("{name}: {} rows", written.len());
            report += &if lost > 0 { format!(", {lost} not imported\n") } else { "\n".to_owned() };
            lost_of_dataset += lost as u64;
        }
        assert!(lost_of_dataset <= counts.skipped + counts.rejected, "{dataset}");
    }
    insta::assert_snapshot!(report);
}
