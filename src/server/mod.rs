//! The HTTP interface: SPARQL for programs, a first page for people.

mod deadline;
mod negotiate;
mod networks;
mod page;
mod parameters;
mod problem;
mod questions;
mod reports;
mod sparql;
mod studies;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, SemaphorePermit};
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;

use self::problem::Problem;
use crate::store::Store;
use crate::store::snapshot::DefaultGraph;

/// The largest request body that is read.
const MAXIMUM_BODY: usize = 10 * 1024 * 1024;

/// How the server answers.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What a query sees as its default graph when it does not say.
    pub default_graph: DefaultGraph,
    /// How long a query may take.
    pub timeout: Duration,
}

/// What every handler sees.
#[derive(Debug)]
struct Shared {
    store: Store,
    settings: Settings,
    /// One permit for each query that may run at the same time.
    slots: Semaphore,
}

/// How long a request waits for others to end before it is turned away.
const PATIENCE: Duration = Duration::from_secs(10);

impl Shared {
    /// Waits for a place among the queries that run at the same time.
    async fn slot(&self) -> Result<SemaphorePermit<'_>, Problem> {
        match tokio::time::timeout(PATIENCE, self.slots.acquire()).await {
            Ok(Ok(slot)) => Ok(slot),
            _ => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too-many-queries",
                "too many queries are running: try again in a few seconds",
            )),
        }
    }
}

/// All routes over a store; no socket is needed to call it.
pub fn app(store: Store, settings: Settings) -> Router {
    let slots = Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from) * 2);
    let shared = Arc::new(Shared { store, settings, slots });
    Router::new()
        // People
        .route("/", get(page::first_page))
        // Programs
        .route("/sparql", get(sparql::by_get).post(sparql::by_post))
        .route("/api/v1/questions", get(questions::list))
        .route("/api/v1/questions/{name}", get(questions::ask))
        .route("/api/v1/path", get(networks::connect))
        .route("/api/v1/centrality", get(networks::rank))
        .route("/api/v1/communities", get(networks::divide))
        .route("/api/v1/structure", get(networks::measure))
        .route("/api/v1/similarity", get(networks::compare))
        .route("/api/v1/ideal-points", get(networks::place))
        .route("/api/v1/explain", get(networks::regress))
        .route("/api/v1/network", get(networks::describe))
        .route("/api/v1/search", get(studies::find))
        .route("/api/v1/conflicts", get(studies::disagree))
        .route("/api/v1/coverage", get(studies::extend))
        .route("/api/v1/report/{kind}", get(reports::hand_on))
        // Operators
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(CorsLayer::permissive().expose_headers([DATA_VERSION, COMPLETENESS, COVERED]))
        .layer(RequestBodyLimitLayer::new(MAXIMUM_BODY))
        .with_state(shared)
}

/// Serves until the process is asked to stop, then finishes what has begun.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(listener: TcpListener, store: Store, settings: Settings) -> std::io::Result<()> {
    axum::serve(listener, app(store, settings)).with_graceful_shutdown(asked_to_stop()).await
}

async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated => {}
    }
}

/// The version of the data that an answer holds for.
const DATA_VERSION: HeaderName = HeaderName::from_static("comity-data-version");
/// Whether an answer is all that the data has.
const COMPLETENESS: HeaderName = HeaderName::from_static("comity-completeness");
/// What the data cover, where they do not cover what was asked for.
const COVERED: HeaderName = HeaderName::from_static("comity-covered");
