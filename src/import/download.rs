//! Fetching the files of a dataset from the address in its mapping: kept in a cache, gone on with where they were cut off,
//! and checked by their hash.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::blocking::Client;
use reqwest::header::{CONTENT_RANGE, RANGE};
use sha2::{Digest, Sha256};

use super::mapping::{Download, Mapping};

/// A file cannot be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The mapping has no address.
    #[error("the mapping of `{dataset}` gives no address to fetch from{}", .page.as_ref().map(|page| format!("; get the files from {page}")).unwrap_or_default())]
    NoAddress {
        /// The dataset.
        dataset: String,
        /// Where it is published.
        page: Option<String>,
    },
    /// The server did not answer as it should.
    #[error("{url}: {detail}")]
    Http {
        /// The address.
        url: String,
        /// What went wrong.
        detail: String,
    },
    /// The file is not the one that the mapping was written for.
    #[error("{url}: the file has the SHA-256 {found}, and the mapping expects {expected}: the publisher has changed it; it is kept as `{}`", .path.display())]
    Hash {
        /// The address.
        url: String,
        /// Where the file lies.
        path: PathBuf,
        /// Its hash.
        found: String,
        /// The hash in the mapping.
        expected: String,
    },
    /// The cache cannot be written.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Fetches the files of a mapping into the cache, unless they are there, and says where they lie.
///
/// # Errors
///
/// See [`DownloadError`].
pub fn download(mapping: &Mapping, tell: &dyn Fn(&str)) -> Result<Vec<PathBuf>, DownloadError> {
    download_to(mapping, &cache(), tell)
}

/// As [`download`], with a folder for the cache.
///
/// # Errors
///
/// See [`DownloadError`].
pub fn download_to(
    mapping: &Mapping,
    cache: &Path,
    tell: &dyn Fn(&str),
) -> Result<Vec<PathBuf>, DownloadError> {
    if mapping.downloads.is_empty() {
        let (dataset, page) = (mapping.dataset.clone(), mapping.page.clone());
        return Err(DownloadError::NoAddress { dataset, page });
    }
    let folder = cache.join(&mapping.dataset);
    fs::create_dir_all(&folder)
        .map_err(|source| DownloadError::Io { path: folder.clone(), source })?;
    mapping.downloads.iter().map(|download| fetch(download, &folder, tell)).collect()
}

/// `$XDG_CACHE_HOME/comity`, else `~/.cache/comity`.
fn cache() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(home)
        .unwrap_or_else(std::env::temp_dir)
        .join("comity/datasets")
}

fn fetch(
    download: &Download,
    folder: &Path,
    tell: &dyn Fn(&str),
) -> Result<PathBuf, DownloadError> {
    let without_query = download.url.split(['?', '#']).next().unwrap_or_default();
    let name = without_query.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("data");
    let path = folder.join(name);
    let io = |source| DownloadError::Io { path: path.clone(), source };
    if path.exists() {
        check(download, &path)?;
        tell(&format!("`{}` is there already", path.display()));
        return Ok(path);
    }
    let part = folder.join(format!("{name}.part"));
    let have = fs::metadata(&part).map_or(0, |data| data.len());
    let http = |detail: String| DownloadError::Http { url: download.url.clone(), detail };
    let client = Client::builder()
        .connect_timeout(Duration::from_secs(30))
        .timeout(None)
        .build()
        .map_err(|error| http(cause(&error)))?;
    let mut request = client.get(&download.url);
    if have > 0 {
        tell(&format!("going on with `{}` after {have} bytes", part.display()));
        request = request.header(RANGE, format!("bytes={have}-"));
    } else {
        tell(&format!("fetching {}", download.url));
    }
    let mut response = request.send().map_err(|error| http(cause(&error)))?;
    let begins_at = response.headers().get(CONTENT_RANGE).and_then(|range| {
        range.to_str().ok()?.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
    });
    let goes_on = response.status() == StatusCode::PARTIAL_CONTENT && begins_at == Some(have);
    let is_complete = response.status() == StatusCode::RANGE_NOT_SATISFIABLE && have > 0;
    if !is_complete {
        if !response.status().is_success() {
            return Err(http(format!("the server answered {}", response.status())));
        }
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .append(goes_on)
            .truncate(!goes_on)
            .open(&part)
            .map_err(io)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            // What has arrived stays, so that the next try goes on from there.
            match response.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => file.write_all(&buffer[..count]).map_err(io)?,
                Err(error) => {
                    let cause = cause(&error);
                    return Err(http(format!("{cause}; try again, it goes on from here")));
                }
            }
        }
        file.sync_all().map_err(io)?;
    }
    if let Err(error) = check(download, &part) {
        // A file that is not the right one would be gone on with for ever.
        let kept = folder.join(format!("{name}.wrong"));
        fs::rename(&part, &kept).map_err(io)?;
        return Err(match error {
            DownloadError::Hash { url, found, expected, .. } => {
                DownloadError::Hash { url, path: kept, found, expected }
            }
            other => other,
        });
    }
    fs::rename(&part, &path).map_err(io)?;
    Ok(path)
}

/// The innermost reason of an error, which says more than the outermost.
fn cause(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), cause)
}

fn check(download: &Download, path: &Path) -> Result<(), DownloadError> {
    let Some(expected) = &download.sha256 else { return Ok(()) };
    let io = |source| DownloadError::Io { path: path.to_owned(), source };
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path).map_err(io)?, &mut hasher).map_err(io)?;
    let found = format!("{:x}", hasher.finalize());
    if found == *expected {
        Ok(())
    } else {
        let (url, path, expected) = (download.url.clone(), path.to_owned(), expected.clone());
        Err(DownloadError::Hash { url, path, found, expected })
    }
}
