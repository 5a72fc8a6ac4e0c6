//! `comity report`: what there is to hand on about a subject.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::Outcome;
use super::args::Source;
use super::output::{self, print, say};
use super::report_args::{ReportArguments, ReportFormat};
use crate::report::briefing::{Briefing, html, markdown, report_json, text};
use crate::service::services;
use crate::study::report::{Report, ReportKind, Request, Section, report};

pub(super) fn run(source: &Source, arguments: &ReportArguments) -> anyhow::Result<Outcome> {
    let format = format(arguments)?;
    let Some(kind) = ReportKind::from_name(&arguments.kind) else {
        bail!("there is no report on `{}`", arguments.kind)
    };
    let request = Request {
        kind,
        subjects: arguments.subjects.clone(),
        as_of: arguments.as_of,
        own: arguments.section.iter().map(|path| section(path)).collect::<Result<_, _>>()?,
        services: services(),
    };
    let snapshot = source.open()?.snapshot();
    let answer = report(&snapshot, &request)?;
    let written = written(&answer, format);
    match arguments.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => print(&written)?,
        Some(path) => File::create(path)
            .and_then(|mut file| file.write_all(written.as_bytes()))
            .with_context(|| format!("`{}`", path.display()))?,
    }
    if !answer.has_data() {
        say(&format!("nothing is stored about {}", answer.title()));
    }
    Ok(Outcome::of(answer.has_data()))
}

fn format(arguments: &ReportArguments) -> anyhow::Result<ReportFormat> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let Some(path) = arguments.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Ok(ReportFormat::Table);
    };
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    Ok(match extension.as_deref() {
        Some("md" | "markdown") => ReportFormat::Md,
        Some("html" | "htm") => ReportFormat::Html,
        Some("json") => ReportFormat::Json,
        None | Some("txt") => ReportFormat::Table,
        Some(_) => bail!(
            "`{}`: its ending tells no format of a report; name one with `--format`",
            path.display()
        ),
    })
}

/// A section from a file; its name is the file's.
fn section(path: &Path) -> anyhow::Result<Section> {
    let text = std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Section::from_text(&name, &text)?)
}

fn written(report: &Report, format: ReportFormat) -> String {
    match format {
        ReportFormat::Table => text(&Briefing::new(report), output::width()),
        ReportFormat::Md => markdown(&Briefing::new(report)),
        ReportFormat::Html => html(&Briefing::new(report)),
        ReportFormat::Json => format!("{:#}\n", report_json(report)),
    }
}
