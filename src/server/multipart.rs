//! The parts of a `multipart` body (RFC 2046, section 5.1).

use super::body::MediaType;
use super::problem::Problem;

/// One part: what it says of itself, and its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'b> {
    pub(super) media_type: MediaType,
    /// The name of the file that it was, if it says.
    pub(super) file_name: Option<String>,
    pub(super) bytes: &'b [u8],
}

/// Takes a body apart at its boundary.
pub(super) fn parts<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, Problem> {
    let broken = |detail: &str| Problem::bad_request("multipart", detail);
    let delimiter = format!("--{boundary}");
    // A delimiter begins a line; the line's end before it belongs to it.
    let (mut parts, mut start) = (Vec::new(), None);
    let mut at = 0;
    while let Some(found) = find(&body[at..], delimiter.as_bytes()).map(|found| at + found) {
        at = found + delimiter.len();
        if found != 0 && body[found - 1] != b'\n' {
            continue;
        }
        if let Some(start) = start {
            parts.push(part(without_line_end(&body[start..found.max(start)]))?);
        }
        if body[at..].starts_with(b"--") {
            return Ok(parts);
        }
        let line = find(&body[at..], b"\n").ok_or_else(|| broken("a part has no end"))?;
        start = Some(at + line + 1);
    }
    Err(broken("the body does not end with its boundary"))
}

fn part(bytes: &[u8]) -> Result<Part<'_>, Problem> {
    let broken = || Problem::bad_request("multipart", "a part has no empty line below its header");
    let (head, content) = match (find(bytes, b"\r\n\r\n"), find(bytes, b"\n\n")) {
        _ if bytes.starts_with(b"\r\n") => (&[][..], &bytes[2..]),
        _ if bytes.starts_with(b"\n") => (&[][..], &bytes[1..]),
        (Some(at), other) if other.is_none_or(|other| at < other) => {
            (&bytes[..at], &bytes[at + 4..])
        }
        (_, Some(at)) => (&bytes[..at], &bytes[at + 2..]),
        _ => return Err(broken()),
    };
    let mut part = Part { media_type: MediaType::default(), file_name: None, bytes: content };
    for line in String::from_utf8_lossy(head).lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => part.media_type = MediaType::parse(value.trim()),
            "content-disposition" => {
                part.file_name = MediaType::parse(value).parameter("filename").map(str::to_owned);
            }
            _ => {}
        }
    }
    Ok(part)
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &[(&str, Option<&str>, &str)]) {
        let found = parts(body.as_bytes(), "b").unwrap();
        let found: Vec<(&str, Option<&str>, &str)> = found
            .iter()
            .map(|part| {
                let text = std::str::from_utf8(part.bytes).unwrap();
                (part.media_type.essence.as_str(), part.file_name.as_deref(), text)
            })
            .collect();
        assert_eq!(found, expected, "{body:?}");
    }

    #[test]
    fn a_body_is_taken_apart() {
        check(
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.ttl\"\r\nContent-Type: text/turtle\r\n\r\n<a> --b <b>\r\n\r\n--b--\r\n",
            &[("text/turtle", Some("a.ttl"), "<a> --b <b>\r\n")],
        );
        check("preamble\n--b\n\none\n--b\n\n\n--b--", &[("", None, "one"), ("", None, "")]);
        check("--b--", &[]);
    }

    #[test]
    fn a_body_that_is_cut_off_is_refused() {
        for body in ["", "--b", "--b\r\n\r\nx", "--b\r\nno header end\r\n--b--"] {
            assert!(parts(body.as_bytes(), "b").is_err(), "{body:?}");
        }
    }
}
