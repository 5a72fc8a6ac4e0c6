//! Every named question has answers that somebody checked against what is known of the world.
//!
//! `tests/fixtures/answers/QUESTION.txt` asks the question with its defaults and, where it has parameters,
//! with other values, and says of each answer what is in it, what is not, and how many rows there are:
//!
//! ```text
//! # Twelve states signed in 1949.
//! ask agreement=North Atlantic Treaty; date=1949-08-24
//!   has party=state/ISL; since=1949-08-24
//!   not party=state/DEU
//!   rows 12
//!   rows 1 party=state/ISL
//! ```
//!
//! A value is an IRI without our namespace, or a literal; an empty value is a column without one.

use std::fs;
use std::path::Path;

use comity::query::question::Question;

use crate::shared::{Row, ask};

/// `a=b; c=d` as pairs.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    text.split("; ")
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| pair.trim().split_once('=').unwrap_or_else(|| panic!("`{pair}` has no `=`")))
        .collect()
}

fn fits(row: &Row, expected: &[(&str, &str)]) -> bool {
    expected.iter().all(|(column, value)| row.get(*column).map_or("", String::as_str) == *value)
}

/// What is wrong with the answers to one question.
fn faults(question: &Question, answers: &str) -> Vec<String> {
    let name = &question.name;
    let mut faults = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let (mut asked, mut asks, mut claims) = (String::new(), 0, 0);
    for line in answers.lines().map(str::trim) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "" | "#" => continue,
            "ask" => {
                assert!(asks == 0 || claims > 0, "`{name}`: `{asked}` claims nothing");
                assert_eq!(asks == 0, rest.is_empty(), "`{name}`: the defaults come first");
                (rows, asked, asks, claims) =
                    (ask(name, &pairs(rest)), line.to_owned(), asks + 1, 0);
                continue;
            }
            _ => claims += 1,
        }
        let holds = match verb {
            "has" => rows.iter().any(|row| fits(row, &pairs(rest))),
            "not" => !rows.iter().any(|row| fits(row, &pairs(rest))),
            "rows" => {
                let (count, expected) = rest.split_once(' ').unwrap_or((rest, ""));
                let found = rows.iter().filter(|row| fits(row, &pairs(expected))).count();
                count.parse() == Ok(found)
            }
            other => panic!("`{name}`: what is `{other}`?"),
        };
        if !holds {
            faults.push(format!("{name}: {asked}: {line} (of {} rows)", rows.len()));
        }
    }
    let least = if question.parameters.is_empty() { 1 } else { 2 };
    if asks < least || claims == 0 {
        faults.push(format!("{name}: asked {asks} times, to be asked {least} times at least"));
    }
    faults
}

#[test]
fn every_question_has_checked_answers_and_gives_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/answers");
    let mut wrong = Vec::new();
    for question in Question::all() {
        match fs::read_to_string(folder.join(format!("{}.txt", question.name))) {
            Ok(answers) => wrong.extend(faults(&question, &answers)),
            Err(_) => wrong.push(format!("{}: no tests/fixtures/answers/{0}.txt", question.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        Question::all().len(),
        "answers without a question"
    );
}
