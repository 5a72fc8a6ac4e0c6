//! The services that a query may call; what they do is known to the module above.

use std::fmt;
use std::sync::Arc;

use spareval::QueryEvaluator;

use super::Snapshot;

type Install = dyn Fn(QueryEvaluator, &Arc<Snapshot>) -> QueryEvaluator + Send + Sync;

/// Adds handlers to the evaluator of each query, with the version of the data that it sees.
#[derive(Clone, Default)]
pub struct Services(Option<Arc<Install>>);

impl Services {
    /// Services that a function adds.
    pub fn new(
        install: impl Fn(QueryEvaluator, &Arc<Snapshot>) -> QueryEvaluator + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(install)))
    }

    pub(super) fn install(
        &self,
        evaluator: QueryEvaluator,
        snapshot: &Arc<Snapshot>,
    ) -> QueryEvaluator {
        match &self.0 {
            Some(install) => install(evaluator, snapshot),
            None => evaluator,
        }
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Services" } else { "Services(none)" })
    }
}
