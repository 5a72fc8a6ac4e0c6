//! A server on a store of its own, called without a socket.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use comity::query::rules;
use comity::server::{Settings, Tokens, app};
use comity::store::snapshot::DefaultGraph;
use comity::store::{Access, InitialContent, Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub(crate) const WRITER: &str = "a-token-for-writing";
pub(crate) const READER: &str = "a-token-for-reading";

pub(crate) struct Server {
    router: Router,
    runtime: Runtime,
    _folder: TempDir,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Server {
    /// A server on an empty store, with its own default graph, that knows a token for writing and one for reading.
    pub(crate) fn empty() -> Self {
        Self::new(InitialContent::Nothing, DefaultGraph::Own)
    }

    pub(crate) fn new(content: InitialContent, default_graph: DefaultGraph) -> Self {
        let tokens = Tokens::parse(&format!("{WRITER} write\n{READER} read")).unwrap();
        let settings =
            Settings { default_graph, tokens, maximum_upload: 1 << 20, ..Settings::default() };
        Self::with(content, settings)
    }

    pub(crate) fn with(content: InitialContent, settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("store");
        let store = Store::open(&directory, Access::Write, content, rules::edges)
            .unwrap()
            .with_edge_predicates(rules::edges_rest_on);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Self { router: app(store, settings), runtime, _folder: folder }
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request =
            Request::builder().method(method).uri(path).header(header::HOST, "comity.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let router = self.router.clone();
        self.runtime.block_on(async {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Reply { status: parts.status, headers: parts.headers, bytes }
        })
    }

    /// Sends something with the token for writing.
    pub(crate) fn write(&self, method: &str, path: &str, content_type: &str, body: &str) -> Reply {
        let token = format!("Bearer {WRITER}");
        let headers = [("authorization", token.as_str()), ("content-type", content_type)];
        self.send(method, path, &headers, body.to_owned())
    }

    pub(crate) fn update(&self, text: &str) -> Reply {
        self.write("POST", "/update", "application/sparql-update", text)
    }

    /// Makes an update that has to succeed.
    pub(crate) fn updated(&self, text: &str) {
        let reply = self.update(text);
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{text}: {}", reply.text());
    }

    pub(crate) fn get(&self, path: &str, accept: &str) -> Reply {
        self.send("GET", path, &[("accept", accept)], Body::empty())
    }

    /// The rows of a query as CSV, without the header line.
    pub(crate) fn rows(&self, query: &str) -> Vec<String> {
        let headers = [("accept", "text/csv"), ("content-type", "application/sparql-query")];
        let reply = self.send("POST", "/sparql", &headers, query.to_owned());
        assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.text());
        reply.text().lines().skip(1).map(str::to_owned).collect()
    }

    /// Every quad of the dataset, graph first.
    pub(crate) fn quads(&self) -> Vec<String> {
        self.rows("SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o")
    }

    pub(crate) fn graphs(&self) -> Vec<String> {
        self.rows("SELECT ?g { GRAPH ?g {} } ORDER BY ?g")
    }
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the code of a problem document.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let document = self.json();
        assert_eq!(document["status"], self.status.as_u16());
        (self.status.as_u16(), document["code"].as_str().unwrap().to_owned())
    }
}
