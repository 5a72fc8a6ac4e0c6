//! Reading request bodies: bounded, unpacked, and of a type that is said.

use std::io::{self, Read};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};

use super::problem::Problem;

/// What a `Content-Type` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct MediaType {
    /// Type and subtype in lower case; empty if the header is missing.
    pub(super) essence: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads the `Content-Type` of a request.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map_or_else(Self::default, Self::parse)
    }

    pub(super) fn parse(text: &str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let parameters = parts
            .filter_map(|parameter| parameter.split_once('='))
            .map(|(name, value)| {
                (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned())
            })
            .collect();
        Self { essence, parameters }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Everything here is UTF-8; a body that says otherwise is refused rather than misread.
    pub(super) fn ensure_utf8(&self) -> Result<(), Problem> {
        match self.parameter("charset").map(str::to_ascii_lowercase).as_deref() {
            None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => Ok(()),
            Some(other) => Err(unsupported(
                "charset",
                format!("the character set `{other}` is not read: send UTF-8"),
            )),
        }
    }
}

/// 415: something about the body is not understood.
pub(super) fn unsupported(code: &'static str, detail: String) -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, detail)
}

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(120);

/// Reads a body to its end and unpacks it. Neither what is sent nor what comes out of it may be larger than `most`.
pub(super) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let codings = codings(headers)?;
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if declared
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: u64| length > most as u64)
    {
        return Err(too_large(most));
    }
    let packed = tokio::time::timeout(PATIENCE, to_bytes(body, most))
        .await
        .map_err(|_| {
            Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "body-timeout",
                "the body took too long to come",
            )
        })?
        .map_err(|error| unreadable(&error, most))?;
    if codings.is_empty() {
        return Ok(packed);
    }
    let unpack =
        move || codings.iter().rev().try_fold(packed, |bytes, coding| coding.unpack(&bytes, most));
    tokio::task::spawn_blocking(unpack)
        .await
        .map_err(|_| Problem::internal("the body could not be unpacked"))?
}

fn unreadable(error: &axum::Error, most: usize) -> Problem {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return too_large(most);
        }
        cause = error.source();
    }
    Problem::bad_request("body", "the body ended before its end was sent")
}

fn too_large(most: usize) -> Problem {
    let detail = format!("the body is larger than {}", in_units(most));
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail)
}

fn in_units(bytes: usize) -> String {
    const MEBIBYTE: usize = 1024 * 1024;
    match bytes % MEBIBYTE {
        0 => format!("{} MiB", bytes / MEBIBYTE),
        _ => format!("{bytes} bytes"),
    }
}

#[derive(Debug, Clone, Copy)]
enum Coding {
    Gzip,
    Zstd,
}

/// How the body was packed, in the order in which that was done.
fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, Problem> {
    let mut codings = Vec::new();
    for value in headers.get_all(header::CONTENT_ENCODING) {
        for coding in value.to_str().unwrap_or("?").split(',').map(str::trim) {
            match coding.to_ascii_lowercase().as_str() {
                "" | "identity" => {}
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "zstd" => codings.push(Coding::Zstd),
                other => {
                    let detail = format!("`{other}` is not unpacked here: gzip and zstd are");
                    return Err(unsupported("content-encoding", detail));
                }
            }
        }
    }
    match codings.len() {
        0..=2 => Ok(codings),
        _ => Err(unsupported("content-encoding", "the body is packed too many times".to_owned())),
    }
}

impl Coding {
    fn unpack(self, bytes: &[u8], most: usize) -> Result<Bytes, Problem> {
        let reader: io::Result<Box<dyn Read + '_>> = match self {
            Self::Gzip => Ok(Box::new(flate2::read::MultiGzDecoder::new(bytes))),
            Self::Zstd => zstd::Decoder::with_buffer(bytes).map(|decoder| Box::new(decoder) as _),
        };
        let mut plain = Vec::new();
        reader.and_then(|reader| reader.take(most as u64 + 1).read_to_end(&mut plain)).map_err(
            |error| {
                let detail = format!("the body is not what `Content-Encoding` says: {error}");
                Problem::bad_request("content-encoding", detail)
            },
        )?;
        if plain.len() > most { Err(too_large(most)) } else { Ok(plain.into()) }
    }
}
