//! `comity search`: things by name.

use super::Outcome;
use super::args::{SearchArguments, Source};
use super::output::{print_answer, say};
use crate::query::names::Kind;
use crate::report::search_table;
use crate::study::Completeness;
use crate::study::search::{Request, search};

pub(super) fn run(source: &Source, arguments: &SearchArguments) -> anyhow::Result<Outcome> {
    let snapshot = source.open()?.snapshot();
    let request = Request {
        text: arguments.text.join(" "),
        kind: Kind::from_name(&arguments.kind).unwrap_or(Kind::Entity),
        limit: arguments.top,
    };
    let answer = search(&snapshot, &request);
    print_answer(&answer, &search_table(&answer), arguments.table.format)?;
    if answer.rows.is_empty() {
        say(&format!("nothing has a name like `{}`", request.text));
    }
    if answer.completeness == Completeness::Truncated {
        say(&format!("there are more than {}: `--top` sets how many are shown", answer.rows.len()));
    }
    Ok(Outcome::of(!answer.rows.is_empty()))
}
