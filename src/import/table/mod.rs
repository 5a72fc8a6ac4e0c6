//! Tables as files: CSV with its separators and encodings, spreadsheets, Parquet; compressed or not. Rows come one at a
//! time, so a file's size does not matter.

mod csv;
mod parquet;
mod spreadsheet;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::csv::StringRecord;

/// How a file is to be read where it does not tell itself.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The character between fields.
    pub separator: Option<u8>,
    /// The name of the encoding, as `windows-1252`.
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet; the first where none is named.
    pub sheet: Option<String>,
}

/// A file of rows, read as far as its header.
pub struct TableFile {
    /// The file.
    pub path: PathBuf,
    /// The headings.
    pub headings: Vec<String>,
    /// The rows, with the line of each.
    pub rows: Box<dyn Iterator<Item = Result<(u64, StringRecord), TableError>> + Send>,
    /// What was guessed about the file, in words, if anything was.
    pub guessed: Option<String>,
    /// How much of the file has been read.
    pub progress: Progress,
}

/// Bytes read of a file, counted while it is read.
#[derive(Debug, Clone)]
pub struct Progress {
    read: Arc<AtomicU64>,
    /// The size of the file in bytes.
    pub total: u64,
}

impl Progress {
    /// Bytes read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// A file of rows cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The operating system refused.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The compressed data end too early, or are not of their kind.
    #[error("`{}`, {}: the compressed data are damaged or cut off ({detail}); fetch the file again", .path.display(), after(*.line))]
    Compression {
        /// The file.
        path: PathBuf,
        /// The last line that could be read.
        line: u64,
        /// What the decoder said.
        detail: String,
    },
    /// There is nothing in the file.
    #[error("`{}`, line 1: the file is empty; a table begins with a line of headings", .0.display())]
    Empty(PathBuf),
    /// The bytes are no text.
    #[error("`{}`: the file is no text, for it has a byte 0: read are CSV, packed with gzip or zstd or not, and spreadsheets and Parquet by their endings (.xlsx, .xls, .ods, .parquet)", .0.display())]
    NoText(PathBuf),
    /// A quotation mark takes the rest of the file into one cell.
    #[error("`{}`, line {line}: a quotation mark opens in this row and is not closed before the file ends; close it, or write it twice if it belongs to the text", .path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
    },
    /// A line is not of the encoding.
    #[error("`{}`, line {line}: the text is not {encoding}; name its encoding with `--encoding`, as in `--encoding windows-1252`", .path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The line, from one.
        line: u64,
        /// What it was taken for.
        encoding: String,
    },
    /// Nobody knows the encoding.
    #[error(
        "there is no encoding `{0}`: name one as the web does, such as utf-8, windows-1252, utf-16le or gb18030"
    )]
    UnknownEncoding(String),
    /// A heading occurs twice.
    #[error("`{}`, line 1, column {column}: the heading `{heading}` occurs twice; give the columns different names", .path.display())]
    RepeatedHeading {
        /// The file.
        path: PathBuf,
        /// The column, from one.
        column: usize,
        /// The heading.
        heading: String,
    },
    /// A spreadsheet or a Parquet file cannot be understood.
    #[error("`{}`: {detail}", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
}

fn after(line: u64) -> String {
    if line == 0 { "in its first lines".to_owned() } else { format!("after line {line}") }
}

/// Opens a file of rows. `expected` are headings that it should have, by which its separator is told.
///
/// # Errors
///
/// See [`TableError`].
pub fn open(path: &Path, expected: &[&str], reading: &Reading) -> Result<TableFile, TableError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let file = match ending.as_str() {
        "xlsx" | "xls" | "xlsm" | "ods" => spreadsheet::open(path, reading)?,
        "parquet" => parquet::open(path)?,
        _ => csv::open(path, expected, reading)?,
    };
    for (column, heading) in file.headings.iter().enumerate() {
        if !heading.is_empty() && file.headings[..column].contains(heading) {
            let (path, heading) = (path.to_owned(), heading.clone());
            return Err(TableError::RepeatedHeading { path, column: column + 1, heading });
        }
    }
    Ok(file)
}

/// A file's bytes, counted, and unpacked where they are compressed; told by their first bytes, not by a name.
fn unpacked(path: &Path) -> Result<(Box<dyn Read + Send>, Progress, bool), TableError> {
    let io = |source| TableError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    let total = file.metadata().map_err(io)?.len();
    let read = Arc::new(AtomicU64::new(0));
    let progress = Progress { read: Arc::clone(&read), total };
    let mut reader = BufReader::with_capacity(1 << 16, Counted { inner: file, read });
    let start = io::BufRead::fill_buf(&mut reader).map_err(io)?;
    let (is_gzip, is_zstd) =
        (start.starts_with(&[0x1f, 0x8b]), start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
    let unpacked: Box<dyn Read + Send> = if is_gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(reader))
    } else if is_zstd {
        Box::new(zstd::Decoder::with_buffer(reader).map_err(io)?)
    } else {
        Box::new(reader)
    };
    Ok((unpacked, progress, is_gzip || is_zstd))
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A progress that was made at once, for files that are read as a whole.
fn whole(path: &Path) -> Progress {
    let total = std::fs::metadata(path).map_or(0, |data| data.len());
    Progress { read: Arc::new(AtomicU64::new(total)), total }
}
