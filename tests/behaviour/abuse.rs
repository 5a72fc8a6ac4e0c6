//! A server on loopback among clients that mean no good: it answers or refuses, and goes on answering the others.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};

const TOKEN: &str = "a-token-for-the-abuse-tests";

struct Live {
    server: Child,
    address: String,
    _folder: tempfile::TempDir,
}

struct Heard {
    status: u16,
    head: String,
    body: String,
}

impl Live {
    /// A server on a store of its own with a few thousand triples.
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        let mut server = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args([
                "serve",
                "--empty",
                "--bind",
                "127.0.0.1:0",
                "--timeout",
                "2",
                "--max-upload",
                "8",
            ])
            .arg("--store")
            .arg(&store)
            .env("COMITY_TOKEN", TOKEN)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(server.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        while !line.contains("Comity serves") {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the server did not begin");
        }
        // What it says later is read, so that it can go on saying it.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line.split("http://").nth(1).unwrap().trim().trim_end_matches('/').to_owned();
        let live = Self { server, address, _folder: folder };
        let triples: String =
            (0..3000).map(|n| format!("<e:s{n}> <e:p> <e:s{}> .\n", n + 1)).collect();
        let loaded =
            live.write("PUT", "/store?default", "application/n-triples", triples.as_bytes());
        assert_eq!(loaded.status, 204, "{}", loaded.body);
        live
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    fn send(&self, method: &str, path: &str, fields: &str, body: &[u8]) -> Heard {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{fields}\r\n",
            self.address,
            body.len()
        );
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).unwrap();
        // A server that has refused what it was promised does not read the rest of it.
        let _ = stream.write_all(body);
        hear(&mut stream)
    }

    fn ask(&self, query: &str) -> Heard {
        self.send(
            "POST",
            "/sparql",
            "Content-Type: application/sparql-query\r\nAccept: text/csv\r\n",
            query.as_bytes(),
        )
    }

    fn write(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Heard {
        let fields = format!("Content-Type: {content_type}\r\nAuthorization: Bearer {TOKEN}\r\n");
        self.send(method, path, &fields, body)
    }

    /// Asks something easy, as everybody else does meanwhile.
    fn check_alive(&self, after: &str) {
        let answer = self.ask("SELECT ?o { <e:s7> <e:p> ?o }");
        assert_eq!((answer.status, answer.body.as_str()), (200, "o\r\ne:s8\r\n"), "after {after}");
    }

    /// A value of `/metrics`.
    fn metric(&self, name: &str) -> f64 {
        let metrics = self.send("GET", "/metrics", "", b"").body;
        let line = metrics.lines().find(|line| line.split(' ').next() == Some(name));
        line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn hear(stream: &mut TcpStream) -> Heard {
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has been one that answered.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Heard { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

/// A text inside as many others as the number says.
fn nested(open: &str, inside: &str, close: &str, count: usize) -> String {
    open.repeat(count) + inside + &close.repeat(count)
}

/// Queries that are as deep, or as long, as the number says.
fn deep_queries(count: usize) -> Vec<(&'static str, String)> {
    let filter =
        |expression: String| format!("SELECT * {{ ?s ?p ?o FILTER({expression}) }} LIMIT 1");
    let pattern = |pattern: String| format!("SELECT * {{ {pattern} }} LIMIT 1");
    vec![
        ("parentheses", filter(nested("(", "1", ")", count))),
        ("negations", filter("!".repeat(count) + "true")),
        ("signs", filter("- ".repeat(count) + "1 = 1")),
        ("functions", filter(nested("STR(", "?o", ")", count))),
        ("exists", filter(nested("EXISTS { ?s ?p ?o FILTER(", "true", ") }", count))),
        ("groups", pattern(nested("{", "?s ?p ?o", "}", count))),
        ("options", pattern(nested("?s ?p ?o OPTIONAL {", "", "}", count))),
        ("graphs", pattern(nested("GRAPH ?g {", "?s ?p ?o", "}", count))),
        ("minus", pattern(nested("?s ?p ?o MINUS {", "", "}", count))),
        ("sub-selects", pattern(nested("{ SELECT * {", "?s ?p ?o", "} }", count))),
        ("blank nodes", pattern(format!("?s <e:p> {}", nested("[ <e:p> ", "1", "]", count)))),
        ("lists", pattern(format!("?s <e:p> {}", nested("( ", "1", ")", count)))),
        ("paths", pattern(format!("?s {} ?o", nested("(", "<e:p>", ")*", count)))),
        ("inverse paths", pattern(format!("?s {}<e:p> ?o", "^".repeat(count)))),
        ("triple terms", pattern(format!("?s ?p {}", nested("<<( ?a <e:p> ", "1", " )>>", count)))),
        ("open parentheses", filter("(".repeat(count))),
        ("open groups", pattern("{".repeat(count))),
        ("sums", filter(format!("1{} > 0", "+1".repeat(count)))),
        ("disjunctions", filter(format!("?o = 1{}", " || ?o = 2".repeat(count)))),
        ("conjunctions", filter(format!("?o != 1{}", " && ?o != 2".repeat(count)))),
        ("unions", pattern(format!("{{ ?s ?p 1 }}{}", " UNION { ?s ?p 2 }".repeat(count)))),
        (
            "rows of options",
            pattern(format!("?s ?p ?o{}", " OPTIONAL { ?s <e:q> ?o }".repeat(count))),
        ),
        ("rows of filters", pattern(format!("?s ?p ?o{}", " FILTER(?o != 1)".repeat(count)))),
        ("rows of triples", pattern("<e:s1> <e:p> <e:s2> .".repeat(count))),
        ("long paths", pattern(format!("?s <e:p>{} ?o", "/<e:p>".repeat(count)))),
        ("wide paths", pattern(format!("?s <e:p>{} ?o", "|<e:q>".repeat(count)))),
        (
            "columns",
            format!(
                "SELECT {} {{ }}",
                (0..count).map(|n| format!("({n} AS ?c{n})")).collect::<String>()
            ),
        ),
        ("members", filter(format!("?o IN (1{})", ", 2".repeat(count)))),
        ("values", pattern(format!("VALUES ?o {{ {} }}", "1 ".repeat(count)))),
    ]
}

#[test]
fn what_is_nested_or_long_is_answered_or_refused() {
    let live = Live::start();
    for count in [200, 10_000] {
        for (name, query) in deep_queries(count) {
            let answer = live.ask(&query);
            let is_fine =
                answer.status == 200 || (400..500).contains(&answer.status) || answer.status == 503;
            assert!(is_fine, "{count} {name}: {} {:.300}", answer.status, answer.body);
            if answer.status == 503 {
                assert!(
                    answer.body.contains("query-timeout"),
                    "{count} {name}: {:.300}",
                    answer.body
                );
            }
            live.check_alive(name);
        }
    }
    let deep = live.ask(&deep_queries(10_000)[0].1);
    assert!(deep.body.contains("nested too deep"), "{}", deep.body);
    assert!(deep.body.contains("\"column\": "), "{}", deep.body);
}

#[test]
fn large_queries_are_answered_or_refused() {
    let live = Live::start();
    let values =
        format!("SELECT (COUNT(*) AS ?n) {{ VALUES ?o {{ {} }} }}", "1 ".repeat(2_500_000));
    let answer = live.ask(&values);
    assert!([200, 503].contains(&answer.status), "{} {:.300}", answer.status, answer.body);
    for query in [
        "(".repeat(5 << 20),
        "<".repeat(5 << 20),
        "'".repeat(5 << 20),
        "#\n".repeat(2 << 20),
        "\u{e9}".repeat(2 << 20),
    ] {
        let answer = live.ask(&query);
        assert_eq!(answer.status, 400, "{:.20}: {:.300}", query, answer.body);
        live.check_alive("a large query");
    }
    assert_eq!(live.ask(&"x".repeat(11 << 20)).status, 413);
    let long = live.send("GET", &format!("/sparql?query={}", "x".repeat(200_000)), "", b"");
    assert!([414, 431].contains(&long.status), "{}", long.head);
    live.check_alive("a long address");
}

#[test]
fn endless_queries_end_in_their_time() {
    let live = Live::start();
    for query in [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (STRLEN(CONCAT(STR(?a), STR(?e), STR(?i))) > 5) }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?e ?i",
        "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT (COUNT(*) AS ?n) { ?a (<e:p>|!<e:q>)* ?b . ?c (<e:p>)* ?d }",
        "SELECT ?a (MAX(CONCAT(STR(?d), STR(?i))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    ] {
        let answer = live.ask(query);
        assert_eq!(answer.status, 503, "{query}: {:.300}", answer.body);
        assert!(answer.body.contains("query-timeout"), "{query}: {:.300}", answer.body);
        assert!(answer.head.contains("retry-after"), "{}", answer.head);
        live.check_alive(query);
    }
}

#[test]
fn uploads_that_grow_are_refused() {
    let live = Live::start();
    let refused = |content_type: &str, fields: &str, body: &[u8], expected: u16| {
        let fields =
            format!("Content-Type: {content_type}\r\nAuthorization: Bearer {TOKEN}\r\n{fields}");
        let answer = live.send("POST", "/store?graph=e:bomb", &fields, body);
        assert_eq!(answer.status, expected, "{content_type} {fields}: {:.300}", answer.body);
        live.check_alive(content_type);
    };
    let zeros = vec![b'\n'; 200 << 20];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&zeros).unwrap();
    refused("text/turtle", "Content-Encoding: gzip\r\n", &gzip.finish().unwrap(), 413);
    refused(
        "text/turtle",
        "Content-Encoding: zstd\r\n",
        &zstd::encode_all(&zeros[..], 1).unwrap(),
        413,
    );
    refused("text/turtle", "", &zeros[..9 << 20], 413);
    let mut entities = "<!ENTITY e0 \"lol\">".to_owned();
    for level in 1..10 {
        entities += &format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10));
    }
    let bomb = format!(
        "<!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"e:\"><rdf:Description rdf:about=\"e:a\"><e:p>&e9;</e:p></rdf:Description></rdf:RDF>"
    );
    refused("application/rdf+xml", "", bomb.as_bytes(), 400);
    let deep = nested("<<( <e:a> <e:p> ", "<e:b>", " )>>", 200_000);
    refused("application/n-triples", "", format!("<e:a> <e:p> {deep} .\n").as_bytes(), 400);
    refused("text/turtle", "", format!("<e:a> <e:p> {deep} .\n").as_bytes(), 400);
    for (content_type, document) in [
        ("text/turtle", format!("<e:a> <e:p> {} .", nested("[ <e:p> ", "1", " ]", 200_000))),
        ("text/turtle", format!("<e:a> <e:p> {} .", nested("( ", "1", " )", 200_000))),
        ("text/turtle", format!("<e:a> <e:p> {}", "[ <e:p> ".repeat(200_000))),
        ("application/ld+json", nested("[", "", "]", 200_000)),
        ("application/ld+json", nested("{\"e:p\":", "1", "}", 200_000)),
        ("application/rdf+xml", nested("<a>", "", "</a>", 200_000)),
    ] {
        let answer = live.write("POST", "/store?graph=e:deep", content_type, document.as_bytes());
        // On a busy machine the time may be up before the document is read.
        let is_fine = answer.status < 500 && answer.status >= 200 || answer.status == 503;
        assert!(is_fine, "{content_type} {:.60}: {} {:.300}", document, answer.status, answer.body);
        live.check_alive(content_type);
    }
    live.write("DELETE", "/store?graph=e:deep", "", b"");
}

#[test]
fn broken_requests_are_refused() {
    let live = Live::start();
    for request in [
        "GET /sparql\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/sparql-query\r\n\r\nzz\r\n",
    ] {
        let mut stream = live.connect();
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let answer = hear(&mut stream);
        assert!(
            answer.status == 0 || (400..500).contains(&answer.status),
            "{request:?}: {}",
            answer.head
        );
        live.check_alive(request);
    }
    let mut stream = live.connect();
    let promise = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 999999999999\r\n\r\n";
    stream.write_all(promise.as_bytes()).unwrap();
    assert_eq!(hear(&mut stream).status, 413, "what is promised too large is not awaited");
    for path in [
        "/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/api/v1/questions/..%2f..%2fCargo.toml",
        "/store/../../etc/passwd",
    ] {
        let answer = live.send("GET", path, "", b"");
        assert_eq!(answer.status, 404, "{path}: {:.200}", answer.body);
    }
}

#[test]
fn other_hosts_are_not_asked() {
    let live = Live::start();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    for host in [
        address.to_string(),
        format!("localhost:{}", address.port()),
        format!("[::1]:{}", address.port()),
    ] {
        let asked =
            live.ask(&format!("SELECT * {{ SERVICE <http://{host}/sparql> {{ ?s ?p ?o }} }}"));
        assert!((400..500).contains(&asked.status), "{} {:.300}", asked.status, asked.body);
        live.ask(&format!("SELECT * {{ SERVICE SILENT <http://{host}/sparql> {{ ?s ?p ?o }} }}"));
        let update = |text: String| {
            live.write("POST", "/update", "application/sparql-update", text.as_bytes())
        };
        assert_eq!(update(format!("LOAD <http://{host}/data.ttl>")).status, 403);
        update(format!("LOAD SILENT <http://{host}/data.ttl>"));
    }
    let file =
        live.write("POST", "/update", "application/sparql-update", b"LOAD <file:///etc/passwd>");
    assert_eq!(file.status, 403);
    let context = live.write(
        "POST",
        "/store?graph=e:x",
        "application/ld+json",
        format!("{{\"@context\": \"http://{address}/c\"}}").as_bytes(),
    );
    assert_eq!(context.status, 400, "{}", context.body);
    assert!(listener.accept().is_err(), "nobody came");
}

#[test]
fn a_crowd_and_those_who_leave_do_not_stop_the_others() {
    let live = Live::start();
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let head = |length: usize| {
        format!(
            "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    // Some never end their request.
    let mut slow: Vec<TcpStream> = (0..50).map(|_| live.connect()).collect();
    slow.iter_mut().for_each(|stream| stream.write_all(b"POST /sparql HTTP/1.1\r\nHo").unwrap());
    // Some ask and leave.
    for _ in 0..20 {
        let mut stream = live.connect();
        stream.write_all((head(endless.len()) + endless).as_bytes()).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    // Many ask at once.
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..200)
            .map(|_| scope.spawn(|| live.ask("SELECT ?o { <e:s7> <e:p> ?o }").status))
            .collect();
        assert_eq!(live.send("GET", "/healthz", "", b"").status, 200);
        for status in asked {
            let status = status.join().unwrap();
            assert!([200, 503].contains(&status), "{status}");
        }
    });
    live.check_alive("a crowd");
    drop(slow);
    // Those who left cost nothing any more: only this request is being answered.
    while live.metric("comity_requests_running") > 1.0 {}
    assert_eq!(live.metric("comity_requests_waiting"), 0.0);
    let threads = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", live.server.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("Threads:")).unwrap();
        line.trim().parse::<usize>().unwrap()
    };
    while threads() > 40 {}
}
