//! Direct edges: the one-triple shortcuts that rules make from statements.
//!
//! The build script compiles this file too, to put the derived graph into the bundle.

use std::sync::Arc;

use oxrdf::{GraphName, Literal, Quad, Term, Triple};
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults};
use spargebra::{SparqlParser, SparqlSyntaxError};

use super::substitute::{SubstituteError, Values, substitute};
use crate::store::snapshot::{DatasetView, DefaultGraph, GraphFilter, Pattern, Snapshot};
use crate::vocab;

/// A rule could not be applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeriveError {
    /// The rule's text is not SPARQL.
    #[error("the rule `{rule}` is not valid SPARQL")]
    Syntax {
        /// The rule's file name.
        rule: String,
        /// What the parser said.
        #[source]
        source: Box<SparqlSyntaxError>,
    },
    /// The rule is a query of another form.
    #[error("the rule `{0}` is not a `CONSTRUCT`")]
    NotConstruct(String),
    /// The date cannot stand where the rule has `?asOf`.
    #[error("the rule `{rule}` cannot take a date")]
    Date {
        /// The rule's file name.
        rule: String,
        /// Why.
        #[source]
        source: SubstituteError,
    },
    /// The rule failed while it was evaluated.
    #[error("the rule `{rule}` failed")]
    Evaluation {
        /// The rule's file name.
        rule: String,
        /// Why.
        #[source]
        source: Box<QueryEvaluationError>,
    },
}

/// What the rules make of a snapshot, as quads of the derived graph, sorted and without repeats.
///
/// `rules` are file names with texts; `?asOf` in them is the data's date (see [`date_of`]). The graph says of
/// itself for which date it holds.
///
/// # Errors
///
/// When a rule is no `CONSTRUCT`, or fails.
pub fn direct_edges<'r>(
    snapshot: &Arc<Snapshot>,
    rules: impl IntoIterator<Item = (&'r str, &'r str)>,
) -> Result<Vec<Quad>, DeriveError> {
    let Some(date) = date_of(snapshot) else { return Ok(Vec::new()) };
    let graph = GraphName::from(vocab::GRAPH_DERIVED);
    let mut edges = Vec::new();
    for (rule, text) in rules {
        edges.extend(
            apply(snapshot, rule, text, &date)?.map(|triple| triple.in_graph(graph.clone())),
        );
    }
    edges.push(Quad::new(vocab::GRAPH_DERIVED, vocab::cmt::AS_OF, date, graph));
    edges.sort_by_cached_key(ToString::to_string);
    edges.dedup();
    Ok(edges)
}

/// The data's date: the latest date on which one of its graphs was modified.
#[must_use]
pub fn date_of(snapshot: &Arc<Snapshot>) -> Option<Literal> {
    let predicate = snapshot.dictionary().id_of(vocab::dcterms::MODIFIED.into())?;
    snapshot
        .quads_in(Pattern { predicate: Some(predicate), ..Pattern::default() }, GraphFilter::Union)
        .filter_map(|quad| match quad.object {
            Term::Literal(literal) if literal.datatype() == oxrdf::vocab::xsd::DATE => {
                Some(literal)
            }
            _ => None,
        })
        .max_by(|a, b| a.value().cmp(b.value()))
}

fn apply(
    snapshot: &Arc<Snapshot>,
    rule: &str,
    text: &str,
    date: &Literal,
) -> Result<impl Iterator<Item = Triple> + use<>, DeriveError> {
    let query = SparqlParser::new().parse_query(text).map_err(|source| DeriveError::Syntax {
        rule: rule.to_owned(),
        source: Box::new(source),
    })?;
    let values = Values::from([("asOf".to_owned(), Term::from(date.clone()))]);
    let query = substitute(query, &values)
        .map_err(|source| DeriveError::Date { rule: rule.to_owned(), source })?;
    let failed =
        |source| DeriveError::Evaluation { rule: rule.to_owned(), source: Box::new(source) };
    let view = DatasetView::new(Arc::clone(snapshot), DefaultGraph::Union);
    let evaluator = QueryEvaluator::new();
    let results = evaluator.prepare(&query).execute(view).map_err(failed)?;
    let QueryResults::Graph(triples) = results else {
        return Err(DeriveError::NotConstruct(rule.to_owned()));
    };
    Ok(triples.collect::<Result<Vec<_>, _>>().map_err(failed)?.into_iter())
}
