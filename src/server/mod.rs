//! The HTTP interface: SPARQL for programs, a first page for people.

mod answer;
mod body;
mod connections;
mod cors;
mod description;
mod form;
mod freshness;
mod gate;
mod graph_store;
mod health;
mod metrics;
mod multipart;
mod negotiate;
mod networks;
mod page;
mod parameters;
mod problem;
mod query;
mod questions;
mod reports;
mod requests;
mod studies;
mod tokens;
mod update;
mod work;
mod writing;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use oxrdf::NamedNode;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

use self::gate::{Full, Gate, Place};
use self::metrics::Metrics;
use self::problem::Problem;
use self::requests::{Running, current_client};
pub use self::tokens::{Scope, TokenError, Tokens};
use crate::store::Store;
use crate::store::snapshot::DefaultGraph;

/// How the server answers.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a query sees as its default graph when it does not say.
    pub default_graph: DefaultGraph,
    /// How long a query or an update may take.
    pub timeout: Duration,
    /// Who may write. Without a token for it, nobody may.
    pub tokens: Tokens,
    /// The address at which clients see the server, without a slash at its end; by default what they ask for.
    pub public_url: Option<String>,
    /// Origins whose pages may use the server; all if there is none.
    pub origins: Vec<String>,
    /// The largest body of an update or upload, as it is sent and unpacked, in bytes.
    pub maximum_upload: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            default_graph: DefaultGraph::Union,
            timeout: Duration::from_secs(30),
            tokens: Tokens::default(),
            public_url: None,
            origins: Vec::new(),
            maximum_upload: 64 * 1024 * 1024,
        }
    }
}

/// What every handler sees.
#[derive(Debug)]
struct Shared {
    store: Store,
    settings: Settings,
    /// Those who query, study and write.
    gate: Arc<Gate>,
    /// The one who writes.
    turn: Arc<Gate>,
    running: Running,
    metrics: Metrics,
    /// Seconds since 1970 when the server began.
    began: u64,
    is_stopping: AtomicBool,
}

/// How long a request waits for others to end before it is turned away.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many requests wait at the same time.
const LONGEST_QUEUE: usize = 256;

impl Shared {
    fn new(store: Store, settings: Settings) -> Self {
        let places = std::thread::available_parallelism().map_or(2, usize::from) * 2;
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self {
            store,
            settings,
            gate: Gate::new(places, LONGEST_QUEUE, PATIENCE),
            turn: Gate::new(1, LONGEST_QUEUE, PATIENCE),
            running: Running::default(),
            metrics: Metrics::default(),
            began,
            is_stopping: AtomicBool::new(false),
        }
    }

    /// Waits for a place among the work that is done at the same time.
    async fn place(&self) -> Result<Place, Problem> {
        let busy = |Full| Problem::busy("too many queries are running: try again in a few seconds");
        self.gate.enter(current_client()).await.map_err(busy)
    }

    /// Waits for the right to write.
    async fn turn(&self) -> Result<Place, Problem> {
        let busy = |Full| Problem::busy("others are writing: try again in a few seconds");
        self.turn.enter(current_client()).await.map_err(busy)
    }

    fn is_writable(&self) -> bool {
        self.store.is_writable() && self.settings.tokens.allow(Scope::Write)
    }

    /// The address of a path as the client sees it.
    fn address(&self, headers: &HeaderMap, path: &str) -> String {
        let asked = || {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            format!("http://{}", host.unwrap_or("localhost"))
        };
        let address = self.settings.public_url.clone().unwrap_or_else(asked) + path;
        match NamedNode::new(&address) {
            Ok(address) => address.into_string(),
            // A `Host` that is none.
            Err(_) => format!("http://localhost{path}"),
        }
    }
}

/// All routes over a store; no socket is needed to call it.
pub fn app(store: Store, settings: Settings) -> Router {
    router(Arc::new(Shared::new(store, settings)))
}

fn router(shared: Arc<Shared>) -> Router {
    let graphs = get(graph_store::get)
        .put(graph_store::put)
        .post(graph_store::post)
        .delete(graph_store::delete);
    Router::new()
        // People
        .route("/", get(page::first_page))
        // Programs
        .route("/sparql", get(query::by_get).post(query::by_post))
        .route("/update", post(update::by_post))
        .route("/store", graphs.clone())
        .route("/store/{*graph}", graphs)
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
        .route("/healthz", get(health::is_alive))
        .route("/readyz", get(health::is_ready))
        .route("/metrics", get(metrics::expose))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&shared), requests::follow))
        .layer(from_fn_with_state(Arc::clone(&shared), cors::allow))
        .with_state(shared)
}

/// Serves until the process is asked to stop, then finishes what has begun, or names what it cuts.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(listener: TcpListener, store: Store, settings: Settings) -> std::io::Result<()> {
    let shared = Arc::new(Shared::new(store, settings));
    let stop = async {
        asked_to_stop().await;
        shared.is_stopping.store(true, Ordering::Relaxed);
    };
    let all_ended = connections::serve(listener, router(Arc::clone(&shared)), stop).await?;
    if !all_ended {
        for request in shared.running.list() {
            tracing::warn!(request, "cut off: it did not end in time");
        }
    }
    if shared.store.is_writable() {
        shared.store.save_snapshot();
    }
    Ok(())
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
