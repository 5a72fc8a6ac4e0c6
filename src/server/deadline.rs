//! The end of work: when its time is up, or when nobody waits for it any more.

use tokio::task::JoinHandle;

use crate::query::Deadline;

/// Trips a deadline's token when its time is up, and when it is dropped: that is when the client goes away or the
/// answer is there, and both end the work.
pub(super) struct DeadlineWatch {
    deadline: Deadline,
    timer: JoinHandle<()>,
}

impl DeadlineWatch {
    pub(super) fn new(deadline: &Deadline) -> Self {
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
