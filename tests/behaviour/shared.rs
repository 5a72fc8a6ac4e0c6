//! What several tests use.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use comity::query::question::Question;
use comity::query::{Evaluation, QueryError, Services, evaluate, parse};
use comity::service::services;
use comity::store::Store;
use comity::store::snapshot::Snapshot;
use oxrdf::Term;
use spareval::QueryResults;

/// The bundled graph, unpacked once.
pub(crate) static BUNDLE: LazyLock<Arc<Snapshot>> =
    LazyLock::new(|| Store::bundled().expect("the bundle is whole").snapshot());

/// A row as text by variable: an IRI without our namespace, or a literal's lexical form.
pub(crate) type Row = BTreeMap<String, String>;

/// Asks a named question of the bundle.
pub(crate) fn ask(name: &str, parameters: &[(&str, &str)]) -> Vec<Row> {
    let question = Question::named(name).unwrap_or_else(|| panic!("there is a question `{name}`"));
    let given = parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let query = question.query(&BUNDLE, &given, None).unwrap_or_else(|error| panic!("{error}"));
    rows(&BUNDLE, &query, Services::default()).expect("the query runs")
}

/// Runs a `SELECT` on a snapshot.
pub(crate) fn select(snapshot: &Arc<Snapshot>, text: &str) -> Vec<Row> {
    rows(
        snapshot,
        &parse(text, None).unwrap_or_else(|error| panic!("{error}")),
        Services::default(),
    )
    .expect("the query runs")
}

/// Runs a `SELECT` that may call our services.
pub(crate) fn select_with_services(
    snapshot: &Arc<Snapshot>,
    text: &str,
) -> Result<Vec<Row>, QueryError> {
    rows(snapshot, &parse(text, None)?, services())
}

fn rows(
    snapshot: &Arc<Snapshot>,
    query: &spargebra::Query,
    services: Services,
) -> Result<Vec<Row>, QueryError> {
    let evaluation = Evaluation { services, ..Evaluation::default() };
    evaluate(snapshot, query, &evaluation, |results| {
        let QueryResults::Solutions(rows) = results else { panic!("a SELECT") };
        rows.map(|row| {
            let row =
                row.map_err(|error| QueryError::from_evaluation(error, &evaluation.deadline))?;
            Ok(row
                .iter()
                .map(|(variable, term)| (variable.as_str().to_owned(), text(term)))
                .collect())
        })
        .collect()
    })
}

fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().replace(comity::vocab::ID, ""),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// The folder of real datasets and of the seed article, which are not part of the repository.
///
/// `None` where it is absent, after saying so.
#[expect(clippy::print_stdout, reason = "whoever runs the tests has to know")]
pub(crate) fn shared_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("COMITY_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: `{}` is absent; COMITY_SHARED names the folder", folder.display());
    None
}

/// The rows of a `SELECT` in order, each as its values in the order of the variables, joined by spaces.
pub(crate) fn ask_text(snapshot: &Arc<Snapshot>, query: &str) -> Vec<String> {
    let query = parse(query, None).unwrap_or_else(|error| panic!("{error}"));
    let evaluation = Evaluation::default();
    let rows: Result<Vec<String>, QueryError> =
        evaluate(snapshot, &query, &evaluation, |results| {
            let QueryResults::Solutions(rows) = results else { panic!("a SELECT") };
            let variables = rows.variables().to_vec();
            rows.map(|row| {
                let row =
                    row.map_err(|error| QueryError::from_evaluation(error, &evaluation.deadline))?;
                let values = variables.iter().filter_map(|variable| row.get(variable).map(text));
                Ok(values.collect::<Vec<_>>().join(" "))
            })
            .collect()
        });
    rows.unwrap_or_else(|error| panic!("{error}"))
}
