//! `comity import --download`, against a server on loopback: what was fetched is kept, gone on with and checked.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

const VISITS: &str = "host,guest,day\n2,200,1960-01-01\n2,220,1961-01-01\n2,710,1972-02-21\n";

/// What the server does with one request.
#[derive(Clone, Copy)]
enum Answer {
    /// Sends the file from where it is asked to, if it is asked to.
    Rest,
    /// Sends the whole file, whatever it is asked.
    Whole,
    /// Promises the whole file and closes after so many bytes.
    CutAfter(usize),
    /// Answers with a status and a page.
    Status(&'static str),
}

/// A server that has one answer for each request, in order, and then is gone.
struct Server {
    address: String,
    thread: JoinHandle<Vec<Option<String>>>,
}

impl Server {
    fn new(content: &'static str, answers: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address =
            format!("http://{}/data/visits.csv?version=2", listener.local_addr().unwrap());
        let answers = answers.to_vec();
        let thread = std::thread::spawn(move || {
            answers
                .into_iter()
                .map(|answer| reply(listener.accept().unwrap().0, content, answer))
                .collect()
        });
        Self { address, thread }
    }

    /// The ranges that were asked for, one a request.
    fn ranges(self) -> Vec<Option<String>> {
        self.thread.join().unwrap()
    }
}

fn reply(stream: TcpStream, content: &str, answer: Answer) -> Option<String> {
    let mut range = None;
    for line in BufReader::new(&stream).lines() {
        let line = line.unwrap();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("range: ") {
            range = Some(value.to_owned());
        }
    }
    let begin = range.as_deref().map_or(0, |range| {
        range.trim_start_matches("bytes=").trim_end_matches('-').parse::<usize>().unwrap()
    });
    let size = content.len();
    let (head, body) = match answer {
        Answer::Rest if begin > 0 && begin >= size => {
            ("416 Range Not Satisfiable\r\ncontent-length: 0".to_owned(), "")
        }
        Answer::Rest if begin > 0 => (
            format!(
                "206 Partial Content\r\ncontent-range: bytes {begin}-{}/{size}\r\ncontent-length: {}",
                size - 1,
                size - begin
            ),
            &content[begin..],
        ),
        Answer::Rest | Answer::Whole => (format!("200 OK\r\ncontent-length: {size}"), content),
        Answer::CutAfter(bytes) => (format!("200 OK\r\ncontent-length: {size}"), &content[..bytes]),
        Answer::Status(status) => (format!("{status}\r\ncontent-length: 4"), "sad\n"),
    };
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {head}\r\nconnection: close\r\n\r\n{body}").unwrap();
    range
}

/// A folder with a mapping, a cache, and a place for a store.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Imports a mapping whose file lies at an address: whether that went well, and what was said.
    fn import(&self, address: &str, sha256: &str) -> (bool, String) {
        let mapping = format!(
            "# Title: Visits\n# Dataset: test-visits\n# Download: {address} sha256:{sha256}\n# Table: visits\n\
             # Columns:\n#   host integer\n#   guest integer\n#   day date\n# Required: ?a ?b\n\
             CONSTRUCT {{ ?visit a cmt:Visit ; cmt:host ?a ; cmt:visitingState ?b ; cmt:start ?day ; cmt:source ?source }}\n\
             WHERE {{\n  BIND (cmf:state(\"cow\", ?host, ?day) AS ?a)\n  BIND (cmf:state(\"cow\", ?guest, ?day) AS ?b)\n  \
             BIND (cmf:iri(\"visit\", \"test\", ?b, ?a, ?day) AS ?visit)\n}}\n"
        );
        fs::write(self.path("visits.rq"), mapping).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_comity"))
            .arg("--store")
            .arg(self.path("store"))
            .arg("import")
            .arg(self.path("visits.rq"))
            .arg("--download")
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("NO_PROXY", "*")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }

    /// The files of the dataset in the cache, in order.
    fn cached(&self) -> Vec<String> {
        let folder = self.path("cache/comity/datasets/test-visits");
        let mut names: Vec<String> = fs::read_dir(folder)
            .map(|entries| {
                entries
                    .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                    .collect()
            })
            .unwrap_or_default();
        names.sort();
        names
    }
}

fn sha256(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

#[test]
fn a_file_is_fetched_once_and_imported_from_the_cache_after() {
    let desk = Desk::new();
    let server = Server::new(VISITS, &[Answer::Rest]);
    let address = server.address.clone();
    let (ok, said) = desk.import(&address, &sha256(VISITS));
    assert!(ok && said.contains("imported"), "{said}");
    assert_eq!(server.ranges(), [None]);
    assert_eq!(desk.cached(), ["visits.csv"], "the address's query is no part of the name");
    // The server is gone now.
    let (ok, said) = desk.import(&address, &sha256(VISITS));
    assert!(ok && said.contains("is there already"), "{said}");
}

#[test]
fn a_cut_connection_is_gone_on_with() {
    let desk = Desk::new();
    let server = Server::new(VISITS, &[Answer::CutAfter(20), Answer::Rest]);
    let address = server.address.clone();
    let (ok, said) = desk.import(&address, &sha256(VISITS));
    assert!(!ok && said.contains("try again, it goes on from here"), "{said}");
    assert_eq!(desk.cached(), ["visits.csv.part"]);
    assert!(!desk.path("store").exists(), "no store is made for what did not arrive");
    let (ok, said) = desk.import(&address, &sha256(VISITS));
    assert!(ok && said.contains("after 20 bytes"), "{said}");
    assert_eq!(server.ranges(), [None, Some("bytes=20-".to_owned())]);
    assert_eq!(
        fs::read_to_string(desk.path("cache/comity/datasets/test-visits/visits.csv")).unwrap(),
        VISITS
    );
}

#[test]
fn a_server_that_cannot_go_on_sends_all_of_it_again() {
    let desk = Desk::new();
    let server = Server::new(VISITS, &[Answer::CutAfter(20), Answer::Whole]);
    let address = server.address.clone();
    assert!(!desk.import(&address, &sha256(VISITS)).0);
    let (ok, said) = desk.import(&address, &sha256(VISITS));
    assert!(ok, "{said}");
    assert_eq!(server.ranges().len(), 2);
}

#[test]
fn a_file_that_had_arrived_whole_is_not_fetched_again() {
    let desk = Desk::new();
    let server = Server::new(VISITS, &[Answer::Rest]);
    let folder = desk.path("cache/comity/datasets/test-visits");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("visits.csv.part"), VISITS).unwrap();
    let (ok, said) = desk.import(&server.address, &sha256(VISITS));
    assert!(ok, "{said}");
    assert_eq!(server.ranges(), [Some(format!("bytes={}-", VISITS.len()))]);
}

#[test]
fn a_file_with_another_checksum_is_refused_and_nothing_changes() {
    let desk = Desk::new();
    let server = Server::new(VISITS, &[Answer::Rest, Answer::Rest, Answer::Rest]);
    let address = server.address.clone();
    let (ok, said) = desk.import(&address, &sha256(VISITS));
    assert!(ok, "{said}");
    let before = fs::read(desk.path("store/comity-store.json")).unwrap();
    // The mapping is for another file now: what the cache has is not that one.
    let other = sha256("another file");
    let (ok, said) = desk.import(&address, &other);
    assert!(!ok, "{said}");
    for part in [&address, &other, &sha256(VISITS)] {
        assert!(said.contains(part.as_str()), "{said}");
    }
    assert_eq!(fs::read(desk.path("store/comity-store.json")).unwrap(), before);
    // Nor is what the publisher sends; it is kept to be looked at, and not gone on with.
    fs::remove_file(desk.path("cache/comity/datasets/test-visits/visits.csv")).unwrap();
    for _ in 0..2 {
        let (ok, said) = desk.import(&address, &other);
        assert!(!ok && said.contains("the publisher has changed it"), "{said}");
        assert_eq!(desk.cached(), ["visits.csv.wrong"]);
    }
    assert_eq!(server.ranges(), [None, None, None]);
}

#[test]
fn an_error_of_the_server_is_named() {
    for (answer, expected) in [
        (Answer::Status("404 Not Found"), "the server answered 404 Not Found"),
        (Answer::Status("503 Service Unavailable"), "the server answered 503 Service Unavailable"),
    ] {
        let desk = Desk::new();
        let server = Server::new(VISITS, &[answer]);
        let (ok, said) = desk.import(&server.address, &sha256(VISITS));
        assert!(!ok && said.contains(expected) && said.contains(&server.address), "{said}");
        assert!(desk.cached().is_empty() && !desk.path("store").exists());
    }
    let desk = Desk::new();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (ok, said) = desk.import(&format!("http://{nobody}/visits.csv"), &sha256(VISITS));
    assert!(!ok && said.contains("refused"), "{said}");
}
