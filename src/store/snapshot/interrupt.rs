//! Ending a query's work from outside.
//!
//! The evaluator looks at its cancellation token where it pulls quads, but not while it joins, sorts or
//! groups what it has pulled. What it does then for every row is to clone and compare our terms. So those
//! look at the token too, and leave by unwinding with a payload of our own, which [`interruptible`] catches.
//! A query runs on one thread, which is where its token is kept.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use spareval::CancellationToken;

/// How many terms are handled between two looks at the token.
const PACE: u32 = 1024;

thread_local! {
    static TOKEN: RefCell<Option<CancellationToken>> = const { RefCell::new(None) };
    static COUNTDOWN: Cell<u32> = const { Cell::new(PACE) };
}

/// A query's work was ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// Runs a query on this thread so that its token ends the work wherever it is.
///
/// # Errors
///
/// When the token was tripped. Any other panic goes on.
pub fn interruptible<T>(
    token: &CancellationToken,
    work: impl FnOnce() -> T,
) -> Result<T, Interrupted> {
    let outer = TOKEN.replace(Some(token.clone()));
    let result = catch_unwind(AssertUnwindSafe(work));
    TOKEN.set(outer);
    result.map_err(|payload: Box<dyn Any + Send>| match payload.downcast::<Interrupted>() {
        Ok(interrupted) => *interrupted,
        Err(other) => resume_unwind(other),
    })
}

/// The token of the query that this thread is working on.
#[must_use]
pub fn current_token() -> Option<CancellationToken> {
    TOKEN.with_borrow(Clone::clone)
}

/// Leaves the work if the token of this thread's query was tripped.
#[inline]
pub(super) fn look() {
    COUNTDOWN.with(|countdown| {
        if let Some(left) = countdown.get().checked_sub(1) {
            countdown.set(left);
        } else {
            countdown.set(PACE);
            look_now();
        }
    });
}

#[cold]
fn look_now() {
    let is_tripped =
        TOKEN.with_borrow(|token| token.as_ref().is_some_and(CancellationToken::is_cancelled));
    // A panic on its way out must not meet a second one.
    if is_tripped && !std::thread::panicking() {
        resume_unwind(Box::new(Interrupted));
    }
}
