//! Functions that nobody has: an error when one is called, which for no row it may be.

use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};

use oxrdf::{Dataset, NamedNode};
use spareval::{QueryEvaluationError, QueryEvaluator};
use spargebra::Query;

use crate::store::snapshot::Interrupted;

/// Waits for a function that nobody has to be called.
#[derive(Debug, Clone, Default)]
pub(super) struct Unknown(Arc<OnceLock<NamedNode>>);

impl Unknown {
    /// Lets an evaluator plan a query with such a function. A call of it ends the query at once.
    pub(super) fn watch(&self, evaluator: QueryEvaluator, function: &NamedNode) -> QueryEvaluator {
        let (called, name) = (Arc::clone(&self.0), function.clone());
        evaluator.with_custom_function(function.clone(), move |_| {
            called.get_or_init(|| name.clone());
            resume_unwind(Box::new(Interrupted))
        })
    }

    /// Lets an evaluator plan a query whatever functions it names.
    pub(super) fn watch_all(&self, mut evaluator: QueryEvaluator, query: &Query) -> QueryEvaluator {
        // The evaluator tells of one such function at a time, before it looks at the data.
        let none = Dataset::new();
        while let Err(QueryEvaluationError::UnsupportedCustomFunction(function)) =
            evaluator.prepare(query).execute(&none).map(drop)
        {
            evaluator = self.watch(evaluator.clone(), &function);
        }
        evaluator
    }

    /// The function that was called.
    pub(super) fn called(&self) -> Option<&NamedNode> {
        self.0.get()
    }
}
