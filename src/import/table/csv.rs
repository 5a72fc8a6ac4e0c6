//! CSV: the separator and the encoding are guessed from the first bytes, unless they are named.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::{Reading, TableError, TableFile, unpacked};

/// How many bytes are looked at before anything is decided.
const SAMPLE: u64 = 1 << 18;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A last line that is read after those of the file. Where it turns up within a cell, a quotation mark was not closed.
const END: &str = "\u{1}the end of the file\u{1}";

pub(super) fn open(
    path: &Path,
    expected: &[&str],
    reading: &Reading,
) -> Result<TableFile, TableError> {
    let (mut bytes, progress, is_packed) = unpacked(path)?;
    let mut sample = Vec::new();
    bytes
        .by_ref()
        .take(SAMPLE)
        .read_to_end(&mut sample)
        .map_err(|error| failed(path, 0, is_packed, error))?;
    if sample.iter().all(u8::is_ascii_whitespace) {
        return Err(TableError::Empty(path.to_owned()));
    }
    let (encoding, encoding_guessed) = encoding(&sample, reading)?;
    if sample.contains(&0) && ![UTF_16LE, UTF_16BE].contains(&encoding) {
        return Err(TableError::NoText(path.to_owned()));
    }
    let (text, ..) = encoding.decode(&sample);
    let separator = reading.separator.unwrap_or_else(|| separator(&text, expected));
    let guessed = guess(encoding, encoding_guessed, separator, reading.separator.is_none());
    // UTF-8 is passed through unchecked here, so that the reader can name the line that is not.
    let whole = io::Cursor::new(sample).chain(bytes);
    let decoded: Box<dyn Read + Send> = if encoding == UTF_8 {
        Box::new(
            DecodeReaderBytesBuilder::new()
                .utf8_passthru(true)
                .strip_bom(true)
                .bom_override(true)
                .build(whole),
        )
    } else {
        Box::new(
            DecodeReaderBytesBuilder::new()
                .encoding(Some(encoding))
                .strip_bom(true)
                .bom_override(true)
                .build(whole),
        )
    };
    let end = format!("\n{END}\n");
    let text = decoded.chain(io::Cursor::new(end.into_bytes()));
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text);
    let headings = match reader.headers() {
        Ok(headings) if is_end(headings) => {
            return Err(TableError::OpenQuote { path: path.to_owned(), line: 1 });
        }
        Ok(headings) => headings.iter().map(|heading| heading.trim().to_owned()).collect(),
        Err(error) => return Err(csv_error(path, 1, is_packed, encoding, error)),
    };
    let rows = Rows { reader, path: path.to_owned(), line: 1, is_packed, encoding, ended: false };
    Ok(TableFile { path: path.to_owned(), headings, rows: Box::new(rows), guessed, progress })
}

struct Rows<R> {
    reader: Reader<R>,
    path: PathBuf,
    line: u64,
    is_packed: bool,
    encoding: &'static Encoding,
    ended: bool,
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<(u64, StringRecord), TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut record = StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) if record.len() == 1 && &record[0] == END => None,
            Ok(true) => {
                self.line = record.position().map_or(self.line, csv::Position::line);
                if is_end(&record) {
                    self.ended = true;
                    let (path, line) = (self.path.clone(), self.line);
                    return Some(Err(TableError::OpenQuote { path, line }));
                }
                Some(Ok((self.line, record)))
            }
            Err(error) => {
                self.ended = true;
                Some(Err(csv_error(&self.path, self.line, self.is_packed, self.encoding, error)))
            }
        }
    }
}

/// Whether a record holds the last line within a cell.
fn is_end(record: &StringRecord) -> bool {
    record.iter().next_back().is_some_and(|cell| cell.contains(END))
}

fn encoding(sample: &[u8], reading: &Reading) -> Result<(&'static Encoding, bool), TableError> {
    if let Some(name) = &reading.encoding {
        let label = Encoding::for_label(name.as_bytes());
        return label
            .map(|found| (found, false))
            .ok_or_else(|| TableError::UnknownEncoding(name.clone()));
    }
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Ok((encoding, false));
    }
    match std::str::from_utf8(sample) {
        Ok(_) => return Ok((UTF_8, false)),
        // The sample may end in the middle of a character.
        Err(error) if error.error_len().is_none() => return Ok((UTF_8, false)),
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    Ok((detector.guess(None, Utf8Detection::Deny), true))
}

/// The separator by which the first line has the most of the expected headings; else the most fields.
fn separator(text: &str, expected: &[&str]) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let score = |separator: u8| {
        let fields = fields(first, separator);
        let known = fields.iter().filter(|field| expected.contains(&field.trim())).count();
        (known, fields.len(), std::cmp::Reverse(SEPARATORS.iter().position(|&s| s == separator)))
    };
    SEPARATORS.into_iter().max_by_key(|&separator| score(separator)).unwrap_or(b',')
}

fn fields(line: &str, separator: u8) -> Vec<String> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok).unwrap_or_default();
    first.iter().map(str::to_owned).collect()
}

fn guess(
    encoding: &'static Encoding,
    encoding_guessed: bool,
    separator: u8,
    separator_guessed: bool,
) -> Option<String> {
    let mut guesses = Vec::new();
    if encoding_guessed {
        guesses.push(format!("read as {} (say otherwise with `--encoding`)", encoding.name()));
    }
    if separator_guessed && separator != b',' {
        let name = match separator {
            b'\t' => "a tab".to_owned(),
            other => format!("`{}`", char::from(other)),
        };
        guesses.push(format!("fields divided at {name} (say otherwise with `--separator`)"));
    }
    (!guesses.is_empty()).then(|| guesses.join("; "))
}

fn csv_error(
    path: &Path,
    line: u64,
    is_packed: bool,
    encoding: &'static Encoding,
    error: csv::Error,
) -> TableError {
    let place = error.position().map_or(line, csv::Position::line);
    match error.into_kind() {
        ErrorKind::Utf8 { .. } => TableError::Encoding {
            path: path.to_owned(),
            line: place,
            encoding: encoding.name().to_owned(),
        },
        ErrorKind::Io(error) => failed(path, line, is_packed, error),
        other => {
            TableError::Format { path: path.to_owned(), detail: format!("line {place}: {other:?}") }
        }
    }
}

fn failed(path: &Path, line: u64, is_packed: bool, source: io::Error) -> TableError {
    let path = path.to_owned();
    if is_packed {
        TableError::Compression { path, line, detail: source.to_string() }
    } else {
        TableError::Io { path, source }
    }
}
