//! How long a query may take.

use std::sync::Arc;
use std::time::{Duration, Instant};

use spareval::{CancellationToken, QueryEvaluationError};

use super::QueryError;
use crate::store::snapshot::{Interrupted, current_token, interruptible};

/// The time that a query has, and the token that ends its work when the time is up.
///
/// Whoever runs the query trips the token: the server from its timer, the command line from one thread.
/// Clones share the token.
#[derive(Debug, Clone, Default)]
pub struct Deadline {
    limit: Option<Duration>,
    until: Option<Instant>,
    token: Arc<Token>,
}

#[derive(Default)]
struct Token(CancellationToken);

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Token").field(&self.0.is_cancelled()).finish()
    }
}

impl Deadline {
    /// A deadline this far from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self { limit: Some(limit), until: Instant::now().checked_add(limit), token: Arc::default() }
    }

    /// The deadline of the query that this thread is working on; none outside a query.
    #[must_use]
    pub fn of_this_thread() -> Self {
        let token = current_token().unwrap_or_default();
        Self { limit: None, until: None, token: Arc::new(Token(token)) }
    }

    /// The time that was given, if it is bounded.
    #[must_use]
    pub fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// The moment at which the time is up, if it is bounded.
    #[must_use]
    pub fn until(&self) -> Option<Instant> {
        self.until
    }

    /// The token that the evaluator looks at.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.token.0
    }

    /// Whether there is time left.
    ///
    /// # Errors
    ///
    /// When the token was tripped.
    pub fn ensure(&self) -> Result<(), QueryError> {
        match self.token().is_cancelled() {
            true => Err(QueryError::from_evaluation(QueryEvaluationError::Cancelled, self)),
            false => Ok(()),
        }
    }

    /// Leaves the work by unwinding if the token was tripped; [`Deadline::bound`] catches that.
    pub fn look(&self) {
        if self.token().is_cancelled() && !std::thread::panicking() {
            std::panic::resume_unwind(Box::new(Interrupted));
        }
    }

    /// Does some work on this thread, and on those that it hands parts to, until the token is tripped.
    ///
    /// # Errors
    ///
    /// When it was.
    pub fn bound<T>(&self, work: impl FnOnce() -> T) -> Result<T, QueryError> {
        interruptible(self.token(), work).map_err(|Interrupted| {
            QueryError::from_evaluation(QueryEvaluationError::Cancelled, self)
        })
    }

    /// Ends the query's work.
    pub fn cancel(&self) {
        self.token.0.cancel();
    }

    /// Trips the token at the deadline from a thread of its own; for a process that runs one query.
    pub fn watch(&self) {
        let Some(until) = self.until else { return };
        let deadline = self.clone();
        std::thread::spawn(move || {
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
            deadline.cancel();
        });
    }
}
