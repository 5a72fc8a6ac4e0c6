//! Functions that nobody has: an error when one is called, which for no row it may be.

use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};

use oxrdf::NamedNode;
use spareval::QueryEvaluator;

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

    /// The function that was called.
    pub(super) fn called(&self) -> Option<&NamedNode> {
        self.0.get()
    }
}
