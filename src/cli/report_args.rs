//! What can be typed after `comity report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::day;

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// country, dyad, organisation, agreement, initiative, issue, source or overview
    #[arg(value_name = "KIND", value_parser = ["country", "dyad", "organisation", "agreement", "initiative", "issue", "source", "overview"])]
    pub(super) kind: String,
    /// The subject by code, name or IRI: two for a dyad, none for an overview
    #[arg(value_name = "NAME")]
    pub(super) subjects: Vec<String>,
    /// The date for which to report; by default that of the data
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<i32>,
    /// A section of your own, a file like those of `queries/reports/`; may be given several times
    ///
    /// One that has the name of a section takes its place.
    #[arg(long, value_name = "FILE")]
    pub(super) section: Vec<PathBuf>,
    /// Format of the report; by default the output's ending tells, else text
    #[arg(long, short)]
    pub(super) format: Option<ReportFormat>,
    /// File to write; `-` or nothing for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// Text for a terminal
    Table,
    /// Markdown
    Md,
    /// One HTML file with figures
    Html,
    /// JSON, as from `/api/v1/report`
    Json,
}
