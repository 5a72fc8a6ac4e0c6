//! Panels, tables written back, and what a new version changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use comity::import::dataset::{Options, Watch, import};
use comity::import::mapping::Mapping;
use comity::import::table::Progress;
use comity::query::rules::edges;
use comity::store::{Access, InitialContent, Store};
use comity::study::diff::{Change, diff, triples_of};
use comity::study::panel::{Cell, Request, System, UnitOfAnalysis, panel};
use oxrdf::NamedNode;

use crate::shared::{ask_text, shared_folder};

struct Silent;

impl Watch for Silent {
    fn table(&self, _: &str, _: &Path, _: Progress) {}
    fn note(&self, _: &str) {}
}

/// A store with the small real datasets of the Correlates of War in it; none where they are not at hand.
static COW: LazyLock<Option<(tempfile::TempDir, Store)>> = LazyLock::new(|| {
    let data = shared_folder()?.join("data");
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("store");
    let store = Store::open(&directory, Access::Write, InitialContent::Bundle, edges).unwrap();
    for name in ["cow-alliances", "cow-contiguity", "cow-trade-state-year"] {
        let mapping = Mapping::shipped(name).unwrap().unwrap();
        import(&store, &mapping, &[data.join(name)], &Options::default(), &Silent).unwrap();
    }
    store.refresh().unwrap();
    Some((folder, store))
});

fn graph(name: &str) -> NamedNode {
    NamedNode::new(format!("https://w3id.org/comity/graph/{name}")).unwrap()
}

fn csv_of(name: &str) -> Vec<csv::StringRecord> {
    let path = shared_folder().unwrap().join("data").join(name);
    let bytes = fs::read(&path).unwrap();
    let text = if path.extension().is_some_and(|ending| ending == "gz") {
        let mut plain = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*bytes), &mut plain)
            .unwrap();
        plain
    } else {
        String::from_utf8(bytes).unwrap()
    };
    csv::Reader::from_reader(text.as_bytes()).records().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_panel_of_alliances_equals_the_dataset_s_own_pairs_and_years() {
    let Some((_, store)) = &*COW else { return };
    let request = Request {
        unit: UnitOfAnalysis::DyadYear,
        years: 1816..=2012,
        columns: ["defence-pact", "neutrality-pact", "non-aggression-pact", "entente"]
            .map(str::to_owned)
            .to_vec(),
        system: System::Cow,
        graphs: vec![graph("cow-alliances")],
    };
    let panel = panel(&store.snapshot(), &request).unwrap();
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut pairs: BTreeSet<String> = BTreeSet::new();
    for row in panel.rows() {
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Integer(number) => number.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Missing => "NA".to_owned(),
        };
        let flags: Vec<String> = row[9..].iter().map(text).collect();
        let pair = format!("{},{},{}", text(&row[0]), text(&row[1]), text(&row[8]));
        if flags.iter().any(|flag| flag == "1") {
            found.insert(format!("{pair},{}", flags.join(",")));
        }
        pairs.insert(pair);
    }
    assert!(panel.gaps.is_empty(), "{:?}", panel.gaps);
    let expected: BTreeSet<String> = csv_of("cow-alliances/dyad_years.csv.gz")
        .iter()
        .filter(|record| (5..9).any(|flag| &record[flag] == "1"))
        .map(|record| {
            (0..9)
                .filter(|column| ![2, 3].contains(column))
                .map(|column| &record[column])
                .collect::<Vec<_>>()
                .join(",")
        })
        // Pairs of which one was no member of the state system in that year are no rows of a panel.
        // The two codes of Germany in 1990 are no pair.
        .filter(|row| {
            !row.starts_with("255,260,1990")
                && pairs.contains(&row.split(',').take(3).collect::<Vec<_>>().join(","))
        })
        .collect();
    let lost: Vec<_> = expected.difference(&found).take(5).collect();
    let more: Vec<_> = found.difference(&expected).take(5).collect();
    assert!(lost.is_empty(), "lost {lost:?}");
    // Germany has two codes in 1990, and stands for both halves of that year.
    assert!(more.iter().all(|row| row.contains(",1990,")), "made up {more:?}");
    assert!(expected.len() > 50_000, "{}", expected.len());
}

#[test]
fn what_is_not_covered_is_na_and_never_zero() {
    let Some((_, store)) = &*COW else { return };
    let request = Request {
        unit: UnitOfAnalysis::DyadYear,
        years: 2012..=2013,
        columns: vec!["defence-pact".to_owned()],
        system: System::Cow,
        graphs: vec![graph("cow-alliances")],
    };
    let panel = panel(&store.snapshot(), &request).unwrap();
    for row in panel.rows() {
        let is_covered = row[8] == Cell::Integer(2012);
        assert_eq!(row[9] != Cell::Missing, is_covered, "{row:?}");
    }
    assert_eq!(panel.gaps.len(), 1);
    assert!(
        panel.citations.iter().any(|citation| citation.contains("Gibler")),
        "{:?}",
        panel.citations
    );
}

#[test]
fn alliances_in_1914_are_those_of_the_published_network() {
    let Some((_, store)) = &*COW else { return };
    // 21 states and 32 ties, whatever the obligation.
    let query = "PREFIX cmt: <https://w3id.org/comity/ontology#>
        SELECT (COUNT(DISTINCT ?pair) AS ?ties) (COUNT(DISTINCT ?a) AS ?states) WHERE { GRAPH <https://w3id.org/comity/graph/cow-alliances> {
          ?c a cmt:AllianceCommitment ; cmt:partner ?a , ?b ; cmt:start ?start FILTER (?a != ?b)
          OPTIONAL { ?c cmt:end ?end } FILTER (?start <= '1914-01-01'^^<http://www.w3.org/2001/XMLSchema#date> && COALESCE(?end, '9999-01-01'^^<http://www.w3.org/2001/XMLSchema#date>) >= '1914-12-31'^^<http://www.w3.org/2001/XMLSchema#date>) }
          BIND (IF(STR(?a) < STR(?b), CONCAT(STR(?a), STR(?b)), CONCAT(STR(?b), STR(?a))) AS ?pair) }";
    assert_eq!(ask_text(&store.snapshot(), query), ["32 21"]);
}

#[test]
fn a_new_version_is_compared_thing_by_thing() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let old = file("old.ttl", "@prefix e: <http://e.org/> . e:a e:p 1 ; e:q 2 . e:b e:p 1 .");
    let new = file("new.ttl", "@prefix e: <http://e.org/> . e:a e:p 1 ; e:q 3 . e:c e:p 1 .");
    let read = |path| {
        let change =
            comity::import::rdf::read(&[path], &comity::import::rdf::Options::default()).unwrap();
        Store::bundled().unwrap().preview(&change).unwrap()
    };
    let (before, after) = (read(old), read(new));
    let answer = diff(
        &after,
        ["old", "new"],
        &triples_of(&before, &graph("old")),
        &triples_of(&after, &graph("new")),
    );
    let found: Vec<(String, Change, Vec<String>, Vec<String>)> = answer
        .rows
        .into_iter()
        .map(|row| (row.thing.iri, row.change, row.before, row.after))
        .collect();
    let text = |text: &str| vec![text.to_owned()];
    assert_eq!(
        found,
        [
            ("http://e.org/a".to_owned(), Change::Changed, text("2"), text("3")),
            ("http://e.org/b".to_owned(), Change::Removed, vec![], vec![]),
            ("http://e.org/c".to_owned(), Change::Added, vec![], vec![]),
        ]
    );
}

#[test]
fn a_panel_is_written_as_csv_and_as_parquet_that_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_comity");
    let run = |output: &str| {
        let path = folder.path().join(output);
        let arguments = [
            "panel",
            "--unit",
            "state-year",
            "--years",
            "1990..1991",
            "--columns",
            "igos",
            "--output",
        ];
        let ended = Command::new(program).args(arguments).arg(&path).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        path
    };
    let csv = fs::read_to_string(run("panel.csv")).unwrap();
    assert!(
        csv.starts_with("ccode,gwcode,iso3,state,year,igos\n2,2,USA,United States,1990,"),
        "{}",
        &csv[..200]
    );
    assert!(folder.path().join("panel.sources.md").is_file());
    let parquet = comity::import::table::open(
        &run("panel.parquet"),
        &[],
        &comity::import::table::Reading::default(),
    )
    .unwrap();
    assert_eq!(parquet.headings.join(","), csv.lines().next().unwrap());
    let rows: Vec<String> = parquet
        .rows
        .map(|row| {
            row.unwrap()
                .1
                .iter()
                .map(|cell| if cell.is_empty() { "NA" } else { cell })
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    assert_eq!(rows.len(), csv.lines().count() - 1);
    assert_eq!(rows[0], csv.lines().nth(1).unwrap());
}
