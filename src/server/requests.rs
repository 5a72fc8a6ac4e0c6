//! What the server knows of each request: its number, its client, how long it takes, and how it ends.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Shared;
use super::connections::Peer;
use super::problem::Code;

/// The number by which a request is found in the log.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request that takes longer is worth a line in the log.
const SLOW: Duration = Duration::from_secs(5);

tokio::task_local! {
    static CURRENT: Current;
}

#[derive(Debug, Clone)]
struct Current {
    id: String,
    client: IpAddr,
}

/// The number of the request that this task answers.
pub(super) fn current_id() -> Option<String> {
    CURRENT.try_with(|current| current.id.clone()).ok()
}

/// The client of the request that this task answers.
pub(super) fn current_client() -> IpAddr {
    CURRENT.try_with(|current| current.client).unwrap_or(Ipv4Addr::LOCALHOST.into())
}

/// The requests that are being answered.
#[derive(Debug, Default)]
pub(super) struct Running(Mutex<BTreeMap<u64, String>>);

impl Running {
    /// What they are, in the order in which they came.
    pub(super) fn list(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// Removes a request from those that are being answered, also when its client has gone.
struct Entry<'r>(&'r Running, u64);

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// Numbers a request, counts it and logs it.
pub(super) async fn follow(
    State(shared): State<Arc<Shared>>,
    peer: Option<Extension<Peer>>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let peer = peer.map_or(Ipv4Addr::LOCALHOST.into(), |Extension(Peer(address))| address.ip());
    let current = Current {
        id: given_id(request.headers()).unwrap_or_else(|| format!("{:x}-{number:x}", shared.began)),
        client: client(peer, request.headers()),
    };
    let id = current.id.clone();
    let what = format!("{} {}", request.method(), request.uri().path());
    let route = path.map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let running = &shared.running;
    running
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(number, format!("{what} ({id})"));
    let _entry = Entry(running, number);
    let began = Instant::now();
    let mut response = CURRENT.scope(current, next.run(request)).await;
    let (took, status) = (began.elapsed(), response.status().as_u16());
    shared.metrics.count(&route, status, took);
    if let Some(Code(code)) = response.extensions().get() {
        shared.metrics.count_problem(code);
    }
    if took >= SLOW {
        tracing::warn!(request = id, what, status, seconds = took.as_secs_f64(), "slow");
    } else {
        tracing::info!(request = id, what, status, seconds = took.as_secs_f64(), "answered");
    }
    // An answer is of the type that it says, whatever it looks like.
    let fields = response.headers_mut();
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        fields.insert(REQUEST_ID, id);
    }
    response
}

/// The number that a proxy has given the request already, if it is one.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    ((1..=64).contains(&id.len()) && id.bytes().all(is_plain)).then(|| id.to_owned())
}

/// Who asks: the peer, or whom a proxy on this machine says to ask for.
fn client(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !peer.is_loopback() {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    forwarded
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok())
        .unwrap_or(peer)
}
