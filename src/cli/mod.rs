//! The command line: arguments are parsed, then resolved, then a command acts.
//!
//! Data goes to standard output, talk to standard error. Exit codes follow ripgrep: 0 answered, 1 nothing
//! found, 2 error. A reader that closes the pipe early is no error.

mod args;
mod conflicts;
mod coverage;
mod diff;
mod dump;
mod export;
mod import;
mod import_args;
mod import_changes;
mod load;
mod networks;
mod output;
mod panel;
mod query;
mod report;
mod report_args;
mod search;
mod serve;
mod stats;
mod structure_args;
mod structures;
mod update;
mod validate;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use self::args::{Arguments, Command};
use crate::query::SyntaxError;
use crate::query::question::QuestionError;

/// What a command has to say by its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There was an answer.
    Answered,
    /// There was none: no row, a false `ASK`, or data that is not valid.
    NothingFound,
}

impl Outcome {
    fn of(found: bool) -> Self {
        if found { Self::Answered } else { Self::NothingFound }
    }
}

/// Runs the program on its arguments.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(Outcome::Answered) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let source = arguments.source;
    match arguments.command {
        Command::Serve(arguments) => serve::run(&source, &arguments),
        Command::Query(arguments) => query::run(&source, &arguments),
        Command::Update(arguments) => update::run(&source, &arguments),
        Command::Import(arguments) => import::run(&source, arguments),
        Command::Load(arguments) => load::run(&source, &arguments),
        Command::Diff(arguments) => diff::run(&source, &arguments),
        Command::Dump(arguments) => dump::run(&source, &arguments),
        Command::Stats(arguments) => stats::run(&source, arguments),
        Command::Validate(arguments) => validate::run(&source, &arguments),
        Command::Conflicts(arguments) => conflicts::run(&source, &arguments),
        Command::Coverage(arguments) => coverage::run(&source, &arguments),
        Command::Report(arguments) => report::run(&source, &arguments),
        Command::Search(arguments) => search::run(&source, &arguments),
        Command::Export(arguments) => export::run(&source, &arguments),
        Command::Network(arguments) => networks::describe(&source, &arguments),
        Command::Centrality(arguments) => networks::centrality(&source, &arguments),
        Command::Panel(arguments) => panel::run(&source, &arguments),
        Command::Path(arguments) => networks::path(&source, &arguments),
        Command::Communities(arguments) => structures::communities(&source, &arguments),
        Command::Structure(arguments) => structures::structure(&source, &arguments),
        Command::Similarity(arguments) => structures::similarity(&source, &arguments),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Prints an error's chain on one line, then the place in the text if there is one.
fn complain(error: &anyhow::Error) {
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if !causes.last().is_some_and(|last| last.contains(&text)) {
            causes.push(text);
        }
    }
    output::say(&format!("error: {}", causes.join(": ")));
    if let Some(excerpt) = error.chain().find_map(excerpt) {
        output::say(&excerpt);
    }
}

fn excerpt(cause: &(dyn std::error::Error + 'static)) -> Option<String> {
    let syntax = match cause.downcast_ref::<QuestionError>() {
        Some(QuestionError::Syntax { source, .. }) => Some(&**source),
        _ => cause.downcast_ref::<SyntaxError>(),
    };
    syntax?.excerpt()
}
