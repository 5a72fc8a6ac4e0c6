//! Ending long work from outside.

use std::fmt;
use std::sync::Arc;

/// A look at whether work should go on, that a graph carries with it and hands on to its parts.
///
/// Algorithms look once a source node, sample or step. Whoever wants to end them leaves the look by unwinding, and
/// catches that around the whole; the graph does not know how.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<dyn Fn() + Send + Sync>>);

impl Watch {
    /// A look that is taken by a function.
    pub fn new(look: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(look)))
    }

    /// Takes the look; without one, nothing.
    pub fn look(&self) {
        if let Some(look) = &self.0 {
            look();
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Watch" } else { "Watch(none)" })
    }
}
