//! Tables become statements through mappings, and every row is accounted for.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use comity::import::dataset::{Imported, Options, Watch, import};
use comity::import::explain::explain;
use comity::import::mapping::Mapping;
use comity::import::skeleton::skeleton;
use comity::import::table::{Progress, Reading};
use comity::import::{Counts, ImportError};
use comity::query::rules::edges;
use comity::store::{Access, InitialContent, Store};

use crate::shared::ask_text;

struct Silent;

impl Watch for Silent {
    fn table(&self, _: &str, _: &Path, _: Progress) {}
    fn note(&self, _: &str) {}
}

/// A folder with a store that knows the bundle.
struct Bench {
    folder: tempfile::TempDir,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("store");
        let store = Store::open(&directory, Access::Write, InitialContent::Bundle, edges).unwrap();
        Self { folder, store }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn import(&self, mapping: &str, files: &[PathBuf]) -> Result<Imported, ImportError> {
        self.import_with(mapping, files, &Options::default())
    }

    fn import_with(
        &self,
        mapping: &str,
        files: &[PathBuf],
        options: &Options,
    ) -> Result<Imported, ImportError> {
        let mapping = Mapping::parse("test.rq", "test", mapping)?;
        let imported = import(&self.store, &mapping, files, options, &Silent)?;
        self.store.refresh()?;
        Ok(imported)
    }

    /// The rows of a query, each as its values in short, joined by spaces, in order.
    fn rows(&self, query: &str) -> Vec<String> {
        ask_text(&self.store.snapshot(), query)
    }
}

fn counts(read: u64, imported: u64, skipped: u64, rejected: u64) -> (u64, u64, u64, u64) {
    (read, imported, skipped, rejected)
}

fn of(counts: &Counts) -> (u64, u64, u64, u64) {
    (counts.read, counts.imported, counts.skipped, counts.rejected)
}

/// One row a state and year.
const VISITS: &str = r#"# Title: Visits
# Dataset: test-visits
# Coverage: 1900/2000; states cow; cmt:Visit
# Table: visits
# Columns:
#   host integer required
#   guest integer
#   day date missing "9999-12-31"
# Skip: guest = "0" : a delegation
# Required: ?a ?b
CONSTRUCT { ?visit a cmt:Visit ; cmt:host ?a ; cmt:visitingState ?b ; cmt:start ?day ; cmt:source ?source }
WHERE {
  BIND (cmf:state("cow", ?host, ?day) AS ?a)
  BIND (cmf:state("cow", ?guest, ?day) AS ?b)
  BIND (cmf:iri("visit", "test", ?b, ?a, ?day) AS ?visit)
}
"#;

const VISITED: &str = "PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?guest ?host WHERE { GRAPH <https://w3id.org/comity/graph/test-visits> { ?v cmt:host ?host ; cmt:visitingState ?guest } } ORDER BY ?guest ?host";

#[test]
fn each_row_is_imported_skipped_or_rejected_with_its_reason() {
    let bench = Bench::new();
    let table = "host,guest,day\n\
                 2,365,1959-09-15\n\
                 2,365,1992-06-16\n\
                 2,0,1960-01-01\n\
                 2,999,1960-01-01\n\
                 2,200,2014-02-30\n\
                 ,200,1960-01-01\n\
                 2,200,9999-12-31\n\
                 2,200\n\
                 2,260,1950-01-01\n";
    let rejects = bench.folder.path().join("rejects.csv");
    let options = Options { rejects: Some(rejects.clone()), ..Options::default() };
    let file = bench.file("visits.csv", table);
    let imported = bench.import_with(VISITS, &[file], &options).unwrap();
    assert_eq!(of(&imported.counts()), counts(9, 2, 1, 6));
    assert_eq!(bench.rows(VISITED), ["state/RUS state/USA", "state/SUN state/USA"]);
    let written = fs::read_to_string(rejects).unwrap();
    let folder = bench.folder.path().display().to_string();
    insta::assert_snapshot!(written.replace(&folder, "FOLDER"));
    let account = "PREFIX cmt: <https://w3id.org/comity/ontology#>
        SELECT ?read ?imported ?skipped ?rejected WHERE { GRAPH ?g { ?t cmt:rowsRead ?read ; cmt:rowsImported ?imported ;
        cmt:rowsSkipped ?skipped ; cmt:rowsRejected ?rejected } }";
    assert_eq!(bench.rows(account), ["9 2 1 6"]);
}

#[test]
fn an_import_that_fails_leaves_what_was_there() {
    let bench = Bench::new();
    let good = bench.file("visits.csv", "host,guest,day\n2,200,1960-01-01\n");
    bench.import(VISITS, std::slice::from_ref(&good)).unwrap();
    let version = bench.store.snapshot().version();
    let bad = bench.file("worse.csv", "host,guest,day\n2,220,1960-01-01\n2,999,1960-01-01\n");
    let strict = Options { strict: true, ..Options::default() };
    let error = bench.import_with(VISITS, std::slice::from_ref(&bad), &strict).unwrap_err();
    assert!(error.to_string().starts_with("1 of 2 rows are rejected"), "{error}");
    bench.store.refresh().unwrap();
    assert_eq!(bench.store.snapshot().version(), version);
    // Without `--strict` the graph is replaced as a whole.
    bench.import(VISITS, &[bad]).unwrap();
    assert_eq!(bench.rows(VISITED), ["state/FRA state/USA"]);
    bench.import(VISITS, &[good]).unwrap();
    assert_eq!(bench.store.snapshot().version(), version, "the same file makes the same data");
}

#[test]
fn what_an_import_left_behind_is_seen_by_nobody_and_cleared() {
    let bench = Bench::new();
    let good = bench.file("visits.csv", "host,guest,day\n2,200,1960-01-01\n");
    bench.import(VISITS, std::slice::from_ref(&good)).unwrap();
    let version = bench.store.snapshot().version();
    // An import that was killed: quads under a name of their own, and no pointer to them.
    let graph = oxrdf::NamedNode::new("https://w3id.org/comity/graph/test-visits").unwrap();
    let mut half = bench.store.bulk().unwrap();
    let quad = oxrdf::Quad::new(graph.clone(), oxrdf::vocab::rdf::TYPE, graph.clone(), graph);
    half.load([Ok::<_, ImportError>(quad)]).unwrap();
    drop(half);
    bench.store.refresh().unwrap();
    assert_eq!(bench.store.snapshot().version(), version);
    bench.import(VISITS, &[good]).unwrap();
    assert_eq!(bench.store.snapshot().version(), version);
}

#[test]
fn an_imported_graph_outlives_the_process() {
    let bench = Bench::new();
    let file = bench.file("visits.csv", "host,guest,day\n2,200,1960-01-01\n");
    bench.import(VISITS, &[file]).unwrap();
    let version = bench.store.snapshot().version();
    let Bench { folder, store } = bench;
    drop(store);
    let directory = folder.path().join("store");
    for saved in [true, false] {
        if !saved {
            fs::remove_file(directory.join("snapshot.bin")).unwrap();
        }
        let store = Store::open(&directory, Access::Read, InitialContent::Bundle, edges).unwrap();
        assert_eq!(store.snapshot().version(), version, "saved: {saved}");
    }
}

/// Years of membership, by a code that passes from one state to another.
const YEARS: &str = r#"# Title: Years
# Dataset: years
# Coverage: 1985/1995; states cow; cmt:Membership
# Table: years
# Columns:
#   ccode integer
#   year year
#   status text
# Compute: cmf:state("cow", ?ccode, ?year) as ?state
# Spells: ccode state status; time year
# Required: ?state
CONSTRUCT { ?m a cmt:Membership ; org:member ?state ; org:organization <organisation/UN> ; cmt:start ?start ; cmt:end ?end ; cmt:knownUntil ?known }
WHERE {
  BIND (cmf:earliest(STR(?first)) AS ?start)
  BIND (cmf:openEnd(STR(?last), ?coverageEnd) AS ?end)
  BIND (cmf:knownUntil(STR(?last), ?coverageEnd) AS ?known)
  BIND (cmf:iri("membership", "years", ?state, ?status, ?first) AS ?m)
}
"#;

#[test]
fn years_become_spells_that_end_where_a_code_passes_on_or_the_coverage_ends() {
    let bench = Bench::new();
    let mut table = "ccode,year,status\n".to_owned();
    // In no order, with a gap in 1988.
    for year in [1995, 1985, 1986, 1987, 1989, 1990, 1991, 1992, 1993, 1994] {
        table += &format!("365,{year},full\n");
    }
    let imported = bench.import(YEARS, &[bench.file("years.csv", table)]).unwrap();
    assert_eq!(of(&imported.counts()), counts(10, 10, 0, 0));
    let query = "PREFIX cmt: <https://w3id.org/comity/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
        SELECT ?s ?start ?end ?known WHERE { GRAPH <https://w3id.org/comity/graph/years> {
        ?m org:member ?s ; cmt:start ?start OPTIONAL { ?m cmt:end ?end } OPTIONAL { ?m cmt:knownUntil ?known } } } ORDER BY ?start";
    assert_eq!(
        bench.rows(query),
        [
            "state/SUN 1985-01-01 1987-12-31",
            "state/SUN 1989-01-01 1991-12-31",
            "state/RUS 1992-01-01 1995-12-31"
        ]
    );
}

const WIDE: &str = r#"# Title: Wide
# Dataset: wide
# Table: wide
# Columns:
#   code text
# Unpivot: body status from UN..NATO
# Skip: status in "0" "" : no member
# Required: ?state ?organisation
CONSTRUCT { ?state cmt:memberOf ?organisation }
WHERE { BIND (cmf:state("iso3", ?code) AS ?state) BIND (cmf:organisation(?body) AS ?organisation) }
"#;

#[test]
fn columns_become_rows_and_their_row_is_counted_once() {
    let bench = Bench::new();
    let table = "code,UN,SCO,NATO\nFRA,1,0,1\nCHN,1,1,0\nTWN,0,0,\nXXX,1,0,0\n";
    let imported = bench.import(WIDE, &[bench.file("wide.csv", table)]).unwrap();
    assert_eq!(of(&imported.counts()), counts(4, 2, 1, 1));
    let query = "SELECT ?s ?o WHERE { GRAPH <https://w3id.org/comity/graph/wide> { ?s <https://w3id.org/comity/ontology#memberOf> ?o } } ORDER BY ?s ?o";
    assert_eq!(
        bench.rows(query),
        [
            "state/CHN organisation/SCO",
            "state/CHN organisation/UN",
            "state/FRA organisation/NATO",
            "state/FRA organisation/UN"
        ]
    );
}

const JOINED: &str = r"# Title: Votes
# Dataset: joined
# Table: calls
# Columns:
#   id integer
#   date date
# Table: votes
# Columns:
#   call integer
#   who text
# Join: calls on call = id
# Key: call who
# Required: ?state
CONSTRUCT { ?state cmt:date ?date }
WHERE { BIND (cmf:stateNamed(?who, ?date) AS ?state) }
";

#[test]
fn tables_are_joined_and_keys_occur_once() {
    let bench = Bench::new();
    let calls = bench.file("calls.csv", "id,date\n10,1975-01-01\n9,1950-01-01\n");
    let votes = bench.file("votes.csv", "call,who\n9,France\n10,Yugoslavia\n11,France\n9,France\n");
    let imported = bench.import(JOINED, &[calls, votes]).unwrap();
    assert_eq!(of(&imported.counts()), counts(4, 2, 1, 1));
    let first = imported.tables[0].first_in_words().unwrap();
    assert!(
        first.contains("line 4, column `call`") && first.contains("has no row with this key"),
        "{first}"
    );
    let query = "SELECT ?s ?d WHERE { GRAPH <https://w3id.org/comity/graph/joined> { ?s <https://w3id.org/comity/ontology#date> ?d } } ORDER BY ?s";
    assert_eq!(bench.rows(query), ["state/FRA 1950-01-01", "state/YUG 1975-01-01"]);
}

/// The same three rows in every form.
#[test]
fn files_of_every_form_make_the_same_data() {
    let bench = Bench::new();
    let plain = "host,guest,day\n2,200,1960-01-01\n2,220,1961-01-01\n2,710,1972-02-21\n";
    let gzip = || {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(plain.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("plain.csv", plain.into()),
        ("bom.csv", format!("\u{feff}{plain}").into()),
        ("crlf.csv", plain.replace('\n', "\r\n").into()),
        ("semicolons.csv", plain.replace(',', ";").into()),
        ("tabs.tsv", plain.replace(',', "\t").into()),
        ("packed.csv.gz", gzip()),
        ("packed.csv.zst", zstd::encode_all(plain.as_bytes(), 3).unwrap()),
        ("sixteen.csv", utf16),
        ("book.xlsx", fs::read(fixture("visits.xlsx")).unwrap()),
        ("columns.parquet", fs::read(fixture("visits.parquet")).unwrap()),
    ];
    for (name, bytes) in forms {
        let imported = bench.import(VISITS, &[bench.file(name, bytes)]).unwrap();
        assert_eq!(of(&imported.counts()), counts(3, 3, 0, 0), "{name}");
        assert_eq!(
            bench.rows(VISITED),
            ["state/CHN state/USA", "state/FRA state/USA", "state/GBR state/USA"],
            "{name}"
        );
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports").join(name)
}

#[test]
fn bad_input_is_refused_with_its_place_and_changes_nothing() {
    let bench = Bench::new();
    let version = bench.store.snapshot().version();
    let mut cut = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        (0..5000).for_each(|day| {
            writeln!(encoder, "2,200,19{:02}-01-{:02}", day % 90 + 10, day % 28 + 1).unwrap();
        });
        encoder.finish().unwrap()
    };
    cut.truncate(cut.len() / 2);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty.csv", Vec::new()),
        ("missing-column.csv", b"host,gest,day\n2,200,1960-01-01\n".into()),
        ("one-column.csv", b"host/guest/day\n2/200/1960-01-01\n".into()),
        ("repeated.csv", b"host,host,day\n".into()),
        ("cut-off.csv.gz", cut),
        ("not-a-book.xlsx", b"host,guest,day\n".into()),
        ("all-bad.csv", b"host,guest,day\n1,1,1\n".into()),
        ("binary.csv", b"host,guest,day\n2,2\x0000,1960-01-01\n".into()),
        (
            "open-quote.csv",
            b"host,guest,day\n2,200,1960-01-01\n2,\"220,1961-01-01\n2,710,1972-02-21\n".into(),
        ),
        ("open-quote-in-the-headings.csv", b"host,guest,\"day\n2,200,1960-01-01\n".into()),
        ("no-such-day.csv", b"host,guest,day\n2,200,2014-02-30\n".into()),
        ("no-such-code.csv", b"host,guest,day\n2,9999,1960-01-01\n".into()),
        (
            "wide.csv",
            format!("{}\n", (0..200).map(|n| format!("column-{n}")).collect::<Vec<_>>().join(","))
                .into(),
        ),
        ("sheets.xlsx", fs::read(fixture("sheets.xlsx")).unwrap()),
    ];
    let folder = bench.folder.path().display().to_string();
    let mut messages = String::new();
    for (name, bytes) in cases {
        let error = bench.import(VISITS, &[bench.file(name, bytes)]).unwrap_err();
        messages += &format!("{}\n", error.to_string().replace(&folder, "FOLDER"));
    }
    insta::assert_snapshot!(messages);
    bench.store.refresh().unwrap();
    assert_eq!(bench.store.snapshot().version(), version);
}

#[test]
fn an_open_quotation_mark_in_the_last_column_takes_no_rows_with_it() {
    let bench = Bench::new();
    let mapping = VISITS.replace("# Skip: guest", "#   remark text\n# Skip: guest");
    let rows = "2,220,1961-01-01,x\n".repeat(5);
    let head = "host,guest,day,remark\n2,200,1960-01-01,";
    let file = bench.file("visits.csv", format!("{head}\"open\n{rows}"));
    let error = bench.import(&mapping, &[file]).unwrap_err().to_string();
    assert!(error.contains("line 2: a quotation mark opens in this row"), "{error}");
    // One that is closed may hold lines, also at the end of a file without a last line break.
    let file = bench.file("visits.csv", format!("{head}\"two\nlines\""));
    assert_eq!(of(&bench.import(&mapping, &[file]).unwrap().counts()), counts(1, 1, 0, 0));
}

#[test]
fn nested_columns_of_parquet_are_left_out_and_the_sheet_can_be_named() {
    let bench = Bench::new();
    let imported = bench.import(VISITS, &[fixture("nested.parquet")]);
    assert_eq!(of(&imported.unwrap().counts()), counts(1, 1, 0, 0));
    let reading = Reading { sheet: Some("Data 2".to_owned()), ..Reading::default() };
    let options = Options { reading, ..Options::default() };
    let imported = bench.import_with(VISITS, &[fixture("sheets.xlsx")], &options);
    assert_eq!(of(&imported.unwrap().counts()), counts(2, 2, 0, 0));
}

#[test]
fn latin_1_is_told_from_utf_8() {
    let bench = Bench::new();
    let mapping = "# Title: Names\n# Dataset: names\n# Table: names\n# Columns:\n#   name text\n# Required: ?state\n\
        CONSTRUCT { ?state cmt:words ?name } WHERE { BIND (cmf:stateNamed(?name) AS ?state) }";
    let file = bench.file("names.csv", b"name\nC\xf4te d'Ivoire\nPer\xfa\n");
    let imported = bench.import(mapping, &[file]).unwrap();
    assert_eq!(of(&imported.counts()), counts(2, 2, 0, 0));
    // Named wrongly, it is refused with the line.
    let reading = Reading { encoding: Some("utf-8".to_owned()), ..Reading::default() };
    let options = Options { reading, ..Options::default() };
    let file = bench.file("names.csv", b"name\nFrance\nC\xf4te d'Ivoire\n");
    let error = bench.import_with(mapping, &[file], &options).unwrap_err().to_string();
    assert!(error.contains("line 3: the text is not UTF-8"), "{error}");
}

#[test]
fn a_mapping_with_a_fault_is_refused_with_its_line() {
    let faults = [
        ("# Title: T\n# Dataset: A B\n", "line 2"),
        ("# Title: T\n# Dataset: t\n# Colums:\n", "line 3"),
        ("# Title: T\n# Dataset: t\n# Table: t\n# Columns:\n#   a number\n", "line 5"),
        ("# Title: T\n# Dataset: t\n# Table: t\n# Columns:\n#   a\n# Skip: a = 1\n", "line 6"),
        (
            "# Title: T\n# Dataset: t\n# Table: t\n# Columns:\n#   a\nSELECT * WHERE { ?s ?p ?o }\n",
            "`CONSTRUCT`",
        ),
        (
            "# Title: T\n# Dataset: t\n# Table: t\n# Columns:\n#   a\nCONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p }\n",
            "line 7",
        ),
        (
            "# Title: T\n# Dataset: t\n# Table: t\n# Columns:\n#   a\n# Key: b\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }\n",
            "`b` is none of its columns",
        ),
    ];
    for (text, expected) in faults {
        let error = Mapping::parse("test.rq", "test", text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn a_skeleton_is_a_mapping_that_can_be_tried() {
    let bench = Bench::new();
    let file = bench.file(
        "treaties.csv",
        "ccode,Year of signature,title,depth,note\n2,1949,NATO,0.5,NA\n20,1950,x,1,\n",
    );
    let text = skeleton(&file, &Reading::default()).unwrap();
    insta::assert_snapshot!(text);
    let mapping = Mapping::parse("treaties.rq", "treaties", &text).unwrap();
    let rows = explain(&bench.store.snapshot(), &mapping, &[file], &Reading::default(), 3).unwrap();
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter().all(|row| row.result.as_ref().is_ok_and(|quads| quads.len() >= 6)),
        "{rows:#?}"
    );
}

#[test]
fn every_shipped_mapping_can_be_read_and_says_what_it_is() {
    for name in Mapping::names() {
        let mapping = Mapping::shipped(&name).unwrap().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(mapping.dataset, name);
        assert!(mapping.description.len() > 40, "`{name}` has no description");
        assert!(
            mapping.citation.is_some() && mapping.licence.is_some(),
            "`{name}` has no citation or licence"
        );
        assert!(mapping.coverage().is_some(), "`{name}` has no coverage");
    }
}

#[test]
fn a_new_version_says_what_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("visits.rq"), VISITS).unwrap();
    let import = |rows: &str, changes: &str| {
        fs::write(path("visits.csv"), format!("host,guest,day\n{rows}")).unwrap();
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_comity"))
            .arg("--store")
            .arg(path("store"))
            .arg("import")
            .args([path("visits.rq"), path("visits.csv")])
            .arg("--changes")
            .arg(path(changes))
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::read_to_string(path(changes)).unwrap()
    };
    let first = import("2,200,1960-01-01\n2,220,1961-01-01\n", "first.csv");
    assert!(first.lines().skip(1).all(|line| line.contains("added")), "{first}");
    let second = import("2,200,1960-01-01\n2,710,1972-02-21\n", "second.csv");
    let of_visits: Vec<&str> = second.lines().filter(|line| line.contains("visit/")).collect();
    insta::assert_snapshot!(of_visits.join("\n"));
    let third = import("2,200,1960-01-01\n2,710,1972-02-21\n", "third.csv");
    assert_eq!(third.lines().count(), 1, "the same rows change nothing: {third}");
}
