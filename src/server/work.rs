//! Work that may take long: on a thread of its own, ended when its time is up or when nobody waits for it any more.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Shared;
use super::problem::Problem;
use crate::query::Deadline;

/// How deep the stack of a worker is. Parsing, evaluating and dropping a query go as deep as it is nested; only what is
/// used takes memory.
const STACK: usize = 256 * 1024 * 1024;

/// Does some work in its turn, within the time that the server and the client allow.
pub(super) async fn bounded<T: Send + 'static>(
    shared: &Arc<Shared>,
    timeout: Option<Duration>,
    work: impl FnOnce(&Deadline) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let place = shared.place().await?;
    let most = shared.settings.timeout;
    let deadline = Deadline::after(timeout.map_or(most, |timeout| timeout.min(most)));
    let _watch = DeadlineWatch::new(&deadline);
    let of_work = Arc::clone(shared);
    on_deep_stack(move || {
        let began = Instant::now();
        let result = work(&deadline);
        of_work.metrics.count_work(began.elapsed());
        // The place is free when the work has ended, which may be after the client has gone.
        drop(place);
        result
    })
    .await?
}

/// Makes a study within a deadline. A query inside that was ended makes no other error of it.
pub(super) fn study<T, E: Into<Problem>>(
    deadline: &Deadline,
    study: impl FnOnce() -> Result<T, E>,
) -> Result<T, Problem> {
    let found = deadline.bound(study)?;
    if found.is_err() {
        deadline.ensure()?;
    }
    found.map_err(Into::into)
}

/// Does some work on a thread of its own with a deep stack.
pub(super) async fn on_deep_stack<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let (sender, receiver) = oneshot::channel();
    let thread = std::thread::Builder::new().name("worker".to_owned()).stack_size(STACK);
    // Whoever waited may have gone; then nobody wants the result.
    let spawned = thread.spawn(move || drop(sender.send(work())));
    if let Err(error) = spawned {
        tracing::error!(%error, "no thread could be started");
        return Err(Problem::busy("the server has no thread left: try again in a few seconds"));
    }
    receiver.await.map_err(|_| Problem::internal("the work failed inside the server"))
}

/// Trips a deadline's token when its time is up, and when it is dropped: that is when the client goes away or the
/// answer is there, and both end the work.
struct DeadlineWatch {
    deadline: Deadline,
    timer: JoinHandle<()>,
}

impl DeadlineWatch {
    fn new(deadline: &Deadline) -> Self {
        let of_timer = deadline.clone();
        let timer = tokio::spawn(async move {
            if let Some(until) = of_timer.until() {
                tokio::time::sleep_until(until.into()).await;
                of_timer.cancel();
            }
        });
        Self { deadline: deadline.clone(), timer }
    }
}

impl Drop for DeadlineWatch {
    fn drop(&mut self) {
        self.timer.abort();
        self.deadline.cancel();
    }
}
