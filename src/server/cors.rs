//! Which pages of other origins may use the server (the Fetch standard's CORS protocol).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::requests::REQUEST_ID;
use super::{COMPLETENESS, COVERED, DATA_VERSION, Shared};

/// Header fields of an answer that a page of another origin may read.
const EXPOSED: [HeaderName; 7] = [
    COMPLETENESS,
    DATA_VERSION,
    COVERED,
    header::ETAG,
    header::LOCATION,
    header::RETRY_AFTER,
    REQUEST_ID,
];

/// Answers a browser's question whether a page may ask, and tells it that it may read the answer.
pub(super) async fn allow(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let asked = request.headers();
    let origin = allowed_origin(&shared.settings.origins, asked);
    let headers = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let is_preflight = request.method() == Method::OPTIONS
        && asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let fields = response.headers_mut();
    if !shared.settings.origins.is_empty() {
        fields.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    let Some(origin) = origin else { return response };
    fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if is_preflight {
        let methods = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE, OPTIONS");
        fields.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        fields.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        if let Some(headers) = headers {
            fields.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
    } else if let Ok(exposed) =
        HeaderValue::from_str(&EXPOSED.map(|name| name.to_string()).join(", "))
    {
        fields.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

/// What to answer about the origin that asks: any, it, or nothing.
fn allowed_origin(origins: &[String], headers: &HeaderMap) -> Option<HeaderValue> {
    if origins.is_empty() {
        return Some(HeaderValue::from_static("*"));
    }
    let origin = headers.get(header::ORIGIN)?;
    origins.iter().any(|known| known.as_bytes() == origin.as_bytes()).then(|| origin.clone())
}
