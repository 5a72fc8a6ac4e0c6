//! SPARQL updates: operation by operation onto a draft, each seeing what those before it did.
//!
//! Nothing is written here. Whoever holds the draft commits it when every operation has succeeded, or drops it.

mod template;

use oxiri::Iri;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode};
use spareval::QueryResults;
use spargebra::algebra::{GraphPattern, GraphTarget};
use spargebra::{GraphUpdateOperation, Query};

use self::template::Template;
use super::{Evaluation, ParsedUpdate, QueryError, evaluate};
use crate::store::snapshot::DefaultGraph;
use crate::store::{Draft, StoreError};

/// An update could not be made. Nothing of it has been.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// A `WHERE` could not be evaluated.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The store could not be read or written, or does not let its graph be changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A graph that is there was to be made.
    #[error("there is a graph <{}> already: `CREATE SILENT` leaves it as it is", .0.as_str())]
    GraphExists(NamedNode),
    /// A graph that is not there was to be emptied, dropped or moved.
    #[error("there is no graph <{}>: with `SILENT` that is no error", .0.as_str())]
    NoSuchGraph(NamedNode),
    /// A document of another host was to be loaded.
    #[error("<{}> is not loaded: other hosts are not asked", .0.as_str())]
    Load(NamedNode),
    /// The request names graphs, and so does the text.
    #[error(
        "the request names the graphs of the update (`using-graph-uri`), and so does its text (`USING` or `WITH`): only one of them may"
    )]
    Using,
}

/// Makes the changes of an update in a draft.
///
/// `evaluation` holds the dataset of the request, for operations that name none, and the limits of all of them
/// together. The default graph of a `WHERE` is the store's own.
///
/// # Errors
///
/// When an operation fails; the draft is of no use then.
pub fn update(
    draft: &mut Draft,
    parsed: &ParsedUpdate,
    evaluation: &Evaluation,
) -> Result<(), UpdateError> {
    let ParsedUpdate { update, sources } = parsed;
    if evaluation.dataset.is_some() && update.operations.iter().any(names_graphs) {
        return Err(UpdateError::Using);
    }
    let evaluation = Evaluation { default_graph: DefaultGraph::Own, ..evaluation.clone() };
    update.operations.iter().enumerate().try_for_each(|(number, operation)| {
        evaluation.deadline.ensure()?;
        for (_, source) in sources.iter().filter(|(before, _)| *before == number) {
            if !draft.has_named_graph(&source.clone().into()) {
                return Err(UpdateError::NoSuchGraph(source.clone()));
            }
        }
        apply(draft, operation, update.base_iri.as_ref(), &evaluation)
    })
}

fn names_graphs(operation: &GraphUpdateOperation) -> bool {
    matches!(operation, GraphUpdateOperation::DeleteInsert { using: Some(_), .. })
}

fn apply(
    draft: &mut Draft,
    operation: &GraphUpdateOperation,
    base_iri: Option<&Iri<String>>,
    evaluation: &Evaluation,
) -> Result<(), UpdateError> {
    match operation {
        GraphUpdateOperation::InsertData { data } => {
            let mut quads = Vec::with_capacity(data.len());
            Template::from(&**data).fill(None, &mut quads);
            quads.into_iter().try_for_each(|quad| draft.insert(quad))?;
        }
        GraphUpdateOperation::DeleteData { data } => {
            let mut quads = Vec::with_capacity(data.len());
            Template::from(&**data).fill(None, &mut quads);
            quads.iter().try_for_each(|quad| draft.remove(quad))?;
        }
        GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } => {
            let dataset = using.as_ref().or(evaluation.dataset.as_ref()).cloned();
            let evaluation = Evaluation { dataset, ..evaluation.clone() };
            let templates = [Template::from(&**delete), Template::from(&**insert)];
            delete_insert(draft, templates, pattern, base_iri.cloned(), &evaluation)?;
        }
        GraphUpdateOperation::Load { silent: true, .. } => {}
        GraphUpdateOperation::Load { source, .. } => {
            return Err(UpdateError::Load(source.clone()));
        }
        GraphUpdateOperation::Create { silent, graph } => {
            let node = NamedOrBlankNode::from(graph.clone());
            if !silent && draft.has_named_graph(&node) {
                return Err(UpdateError::GraphExists(graph.clone()));
            }
            draft.create(node)?;
        }
        GraphUpdateOperation::Clear { silent, graph } => {
            for graph in targets(draft, graph, *silent)? {
                draft.clear(&graph)?;
            }
        }
        GraphUpdateOperation::Drop { silent, graph } => {
            for graph in targets(draft, graph, *silent)? {
                match graph {
                    GraphName::DefaultGraph => draft.clear(&graph)?,
                    GraphName::NamedNode(node) => draft.drop_graph(&node.into())?,
                    GraphName::BlankNode(node) => draft.drop_graph(&node.into())?,
                }
            }
        }
    }
    Ok(())
}

/// The graphs that a `CLEAR` or `DROP` means.
fn targets(
    draft: &Draft,
    target: &GraphTarget,
    is_silent: bool,
) -> Result<Vec<GraphName>, UpdateError> {
    let named = || draft.changeable_graphs().into_iter().map(GraphName::from);
    Ok(match target {
        GraphTarget::DefaultGraph => vec![GraphName::DefaultGraph],
        GraphTarget::NamedGraphs => named().collect(),
        GraphTarget::AllGraphs => named().chain([GraphName::DefaultGraph]).collect(),
        GraphTarget::NamedNode(graph) => match draft.has_named_graph(&graph.clone().into()) {
            true => vec![graph.clone().into()],
            false if is_silent => Vec::new(),
            false => return Err(UpdateError::NoSuchGraph(graph.clone())),
        },
    })
}

/// Removes what the one template makes of the solutions of a pattern, then adds what the other makes of them.
fn delete_insert(
    draft: &mut Draft,
    [delete, insert]: [Template; 2],
    pattern: &GraphPattern,
    base_iri: Option<Iri<String>>,
    evaluation: &Evaluation,
) -> Result<(), UpdateError> {
    let mut variables = delete.variables();
    variables.extend(insert.variables());
    variables.sort();
    variables.dedup();
    let pattern = GraphPattern::Project { inner: Box::new(pattern.clone()), variables };
    let query = Query::Select { dataset: None, pattern, base_iri };
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    evaluate(&draft.snapshot()?, &query, evaluation, |results| {
        let QueryResults::Solutions(solutions) = results else { return Ok(()) };
        for solution in solutions {
            let solution = solution
                .map_err(|error| QueryError::from_evaluation(error, &evaluation.deadline))?;
            delete.fill(Some(&solution), &mut removed);
            insert.fill(Some(&solution), &mut added);
        }
        Ok::<_, QueryError>(())
    })?;
    removed.iter().try_for_each(|quad| draft.remove(quad))?;
    added.into_iter().try_for_each(|quad| draft.insert(quad))?;
    Ok(())
}
