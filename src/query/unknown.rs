//! Functions that nobody has: an error when one is called, which for no row it may be.

use std::sync::{Arc, OnceLock};

use oxrdf::NamedNode;
use spareval::{CancellationToken, QueryEvaluator};

/// Waits for a function that nobody has to be called.
#[derive(Debug, Clone, Default)]
pub(super) struct Unknown(Arc<OnceLock<NamedNode>>);

impl Unknown {
    /// Lets an evaluator plan a query with such a function. A call of it ends the query.
    pub(super) fn watch(
        &self,
        evaluator: QueryEvaluator,
        function: &NamedNode,
        token: &CancellationToken,
    ) -> QueryEvaluator {
        let (called, name, token) = (Arc::clone(&self.0), function.clone(), token.clone());
        evaluator.with_custom_function(function.clone(), move |_| {
            called.get_or_init(|| name.clone());
            token.cancel();
            None
        })
    }

    /// The function that was called.
    pub(super) fn called(&self) -> Option<&NamedNode> {
        self.0.get()
    }
}
