//! What whoever watches over the server asks.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::StatusCode;

use super::Shared;

/// `GET /healthz`: the process answers.
pub(super) async fn is_alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests may be sent here. Not any more when the server is about to stop.
pub(super) async fn is_ready(State(shared): State<Arc<Shared>>) -> (StatusCode, &'static str) {
    if shared.is_stopping.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}
