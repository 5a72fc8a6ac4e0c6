//! Counts for operators, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderName, header};

use super::Shared;

/// Upper bounds of the buckets, in seconds.
const BUCKETS: [f64; 10] = [0.005, 0.02, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// What has happened since the server began.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// By route and status.
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    /// By route.
    latencies: Mutex<BTreeMap<String, Histogram>>,
    /// By the code of the problem document.
    problems: Mutex<BTreeMap<&'static str, u64>>,
    /// Nanoseconds that work took on its threads.
    worked: AtomicU64,
}

#[derive(Debug, Default)]
struct Histogram {
    /// How many took no longer than each bound, and longer than the one before.
    counts: [u64; BUCKETS.len() + 1],
    seconds: f64,
}

impl Metrics {
    pub(super) fn count(&self, route: &str, status: u16, took: Duration) {
        let seconds = took.as_secs_f64();
        *locked(&self.requests).entry((route.to_owned(), status)).or_default() += 1;
        let mut latencies = locked(&self.latencies);
        let histogram = latencies.entry(route.to_owned()).or_default();
        histogram.counts[BUCKETS.partition_point(|bound| *bound < seconds)] += 1;
        histogram.seconds += seconds;
    }

    pub(super) fn count_problem(&self, code: &'static str) {
        *locked(&self.problems).entry(code).or_default() += 1;
    }

    pub(super) fn count_work(&self, took: Duration) {
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.worked.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `GET /metrics`
pub(super) async fn expose(
    State(shared): State<Arc<Shared>>,
) -> ([(HeaderName, &'static str); 2], String) {
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], text(&shared))
}

fn text(shared: &Shared) -> String {
    let metrics = &shared.metrics;
    let snapshot = shared.store.snapshot();
    let mut text = Exposition(String::new());
    text.family("comity_requests_total", "counter", "Requests by route and status.");
    for ((route, status), count) in &*locked(&metrics.requests) {
        let labels = format!("route=\"{route}\",status=\"{status}\"");
        text.sample("comity_requests_total", &labels, count);
    }
    text.family("comity_request_seconds", "histogram", "Time to the head of the answer, by route.");
    for (route, histogram) in &*locked(&metrics.latencies) {
        text.histogram("comity_request_seconds", route, histogram);
    }
    text.family("comity_problems_total", "counter", "Problem documents by code.");
    for (code, count) in &*locked(&metrics.problems) {
        text.sample("comity_problems_total", &format!("code=\"{code}\""), count);
    }
    let worked = metrics.worked.load(Ordering::Relaxed) as f64 / 1e9;
    text.one("comity_work_seconds_total", "counter", "Time spent on queries and writes.", worked);
    text.one(
        "comity_requests_running",
        "gauge",
        "Requests being answered.",
        shared.running.list().len(),
    );
    text.one(
        "comity_requests_waiting",
        "gauge",
        "Requests that wait for their turn.",
        shared.gate.waiting(),
    );
    text.one("comity_quads", "gauge", "Quads that queries see.", snapshot.len());
    text.one("comity_terms", "gauge", "Terms that they are made of.", snapshot.dictionary().len());
    text.one(
        "comity_writable",
        "gauge",
        "Whether clients may write.",
        u8::from(shared.is_writable()),
    );
    if let Some(bytes) = resident_bytes() {
        text.one("process_resident_memory_bytes", "gauge", "Memory in use.", bytes);
    }
    text.family("comity_info", "gauge", "The program's version and the version of the data.");
    let labels =
        format!("version=\"{}\",data=\"{}\"", env!("CARGO_PKG_VERSION"), snapshot.version());
    text.sample("comity_info", &labels, &1);
    text.0
}

/// The text so far. Writing to a `String` cannot fail.
struct Exposition(String);

impl Exposition {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, name: &str, labels: &str, value: &dyn std::fmt::Display) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.family(name, kind, help);
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn histogram(&mut self, name: &str, route: &str, histogram: &Histogram) {
        let bounds = BUCKETS.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        let mut sum = 0;
        for (bound, count) in bounds.zip(histogram.counts) {
            sum += count;
            let labels = format!("route=\"{route}\",le=\"{bound}\"");
            self.sample(&format!("{name}_bucket"), &labels, &sum);
        }
        let labels = format!("route=\"{route}\"");
        self.sample(&format!("{name}_sum"), &labels, &histogram.seconds);
        self.sample(&format!("{name}_count"), &labels, &sum);
    }
}

/// What Linux says of this process; nothing elsewhere.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
