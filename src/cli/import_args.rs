//! What can be typed after `comity import`.

use std::path::PathBuf;

use clap::Args;

use super::args::TableArguments;
use crate::import::table::Reading;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct ImportArguments {
    /// A dataset of the field (see `--list`), or the file of a mapping of your own
    #[arg(value_name = "DATASET", required_unless_present_any = ["list", "new"])]
    pub(super) dataset: Option<String>,
    /// Its files, each named after its table or given as TABLE=FILE; or the folder that holds them
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Say which datasets there are mappings for
    #[arg(long, conflicts_with_all = ["dataset", "new"])]
    pub(super) list: bool,
    /// Write the beginning of a mapping for a file of your own
    #[arg(long, value_name = "FILE", conflicts_with = "dataset")]
    pub(super) new: Option<PathBuf>,
    /// Show three rows and the triples that they make, and change nothing
    #[arg(long)]
    pub(super) explain: bool,
    /// Write the mapping, to be read or changed
    #[arg(long, conflicts_with = "explain")]
    pub(super) show: bool,
    /// Fetch the files from the address that the mapping gives, first
    #[arg(long, conflicts_with = "explain")]
    pub(super) download: bool,
    /// Change nothing if any row is rejected
    #[arg(long)]
    pub(super) strict: bool,
    /// Write the rejected rows to this file, with the reasons
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Write to this file, as CSV, what the dataset says now and did not say before, and the reverse
    #[arg(long, value_name = "FILE")]
    pub(super) changes: Option<PathBuf>,
    /// The version of the data, where it is not that of the mapping
    #[arg(long = "dataset-version", value_name = "VERSION")]
    pub(super) version: Option<String>,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ReadingArguments {
    /// The character between the fields of a CSV file; by default the first line tells
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    separator: Option<u8>,
    /// The encoding of a CSV file, such as windows-1252; by default its bytes tell
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The sheet of a spreadsheet; by default the first
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl From<ReadingArguments> for Reading {
    fn from(arguments: ReadingArguments) -> Self {
        let ReadingArguments { separator, encoding, sheet } = arguments;
        Self { separator, encoding, sheet }
    }
}

fn separator(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Ok(*byte),
            _ => Err("name one character, or tab, comma or semicolon".to_owned()),
        },
    }
}
