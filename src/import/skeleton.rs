//! The beginning of a mapping for a file that nobody has mapped yet: its columns with guessed types, its first rows, and
//! a query to be finished.

use std::path::Path;

use jiff::civil::Date;

use super::error::ImportError;
use super::mapping::stem;
use super::table::{Reading, open};

/// How many rows are looked at for the types of the columns.
const LOOKED_AT: usize = 1000;

/// How many values of a column are shown.
const SHOWN: usize = 4;

/// A commented mapping for a file, to be written by a person from there on.
///
/// # Errors
///
/// When the file cannot be read.
pub fn skeleton(path: &Path, reading: &Reading) -> Result<String, ImportError> {
    let file = open(path, &[], reading)?;
    let headings = file.headings.clone();
    let mut values: Vec<Vec<String>> = vec![Vec::new(); headings.len()];
    for row in file.rows.take(LOOKED_AT) {
        let (_, row) = row?;
        for (column, cell) in row.iter().enumerate().take(headings.len()) {
            values[column].push(cell.trim().to_owned());
        }
    }
    let columns: Vec<Column> = headings
        .iter()
        .zip(&values)
        .map(|(heading, values)| Column::guess(heading, values))
        .collect();
    Ok(text(&stem(path), &columns))
}

struct Column {
    heading: String,
    variable: String,
    kind: &'static str,
    missing: Vec<&'static str>,
    examples: Vec<String>,
}

impl Column {
    fn guess(heading: &str, values: &[String]) -> Self {
        const MARKS: [&str; 8] = ["NA", "N/A", ".", "-9", "-99", "-999", "NULL", "nan"];
        let filled: Vec<&str> =
            values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
        let missing: Vec<&'static str> = MARKS
            .into_iter()
            .filter(|mark| {
                let others = filled.iter().filter(|value| *value != mark);
                filled.contains(mark)
                    && others.clone().count() > 0
                    && (!others.clone().all(|value| {
                        value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase())
                    }))
            })
            .collect();
        let known: Vec<&str> =
            filled.into_iter().filter(|value| !missing.contains(value)).collect();
        let kind = kind_of(heading, &known);
        let mut examples: Vec<String> = Vec::new();
        for value in &known {
            if examples.len() < SHOWN && !examples.iter().any(|example| example == value) {
                examples.push((*value).chars().take(40).collect());
            }
        }
        Self { heading: heading.to_owned(), variable: variable(heading), kind, missing, examples }
    }

    fn line(&self) -> String {
        let needs_quotes = self.heading.is_empty() || self.heading.contains([' ', '"', ':']);
        let heading =
            if needs_quotes { format!("\"{}\"", self.heading) } else { self.heading.clone() };
        let name = if self.variable == self.heading {
            String::new()
        } else {
            format!(" as {}", self.variable)
        };
        let missing: String =
            self.missing.iter().map(|mark| format!(" missing \"{mark}\"")).collect();
        format!(
            "#   {heading}{name} {}{missing} : such as {}\n",
            self.kind,
            self.examples.join(" | ")
        )
    }
}

fn kind_of(heading: &str, values: &[&str]) -> &'static str {
    let all =
        |test: &dyn Fn(&str) -> bool| !values.is_empty() && values.iter().all(|value| test(value));
    let is_year =
        |value: &str| value.parse::<i32>().is_ok_and(|year| (1000..=2100).contains(&year));
    if all(&|value| value == "0" || value == "1") {
        "flag"
    } else if heading.to_lowercase().contains("year") && all(&is_year) {
        "year"
    } else if all(&|value| value.parse::<i64>().is_ok()) {
        "integer"
    } else if all(&|value| value.parse::<f64>().is_ok_and(f64::is_finite)) {
        "decimal"
    } else if all(&|value| value.len() == 10 && value.parse::<Date>().is_ok()) {
        "date"
    } else {
        "text"
    }
}

/// A name for a variable of SPARQL: letters, digits and underscores.
fn variable(heading: &str) -> String {
    let mut name = String::new();
    for character in heading.chars() {
        if character.is_alphanumeric() || character == '_' {
            name.push(character);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("c_{name}")
    } else {
        name.to_owned()
    }
}

fn text(name: &str, columns: &[Column]) -> String {
    let dataset: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let list: String = columns.iter().map(Column::line).collect();
    let code = columns
        .iter()
        .find(|column| {
            ["ccode", "cow", "iso", "state", "country"]
                .iter()
                .any(|word| column.heading.to_lowercase().contains(word))
        })
        .map_or("code", |column| column.variable.as_str());
    let time = columns
        .iter()
        .find(|column| matches!(column.kind, "year" | "date"))
        .map_or("year", |column| column.variable.as_str());
    format!(
        "# Title: {name}
# What the dataset is, how states that succeed one another are told apart, and what is left out.
# Dataset: {dataset}
# Version: 1
# Citation: Author. Year. Title. Publisher.
# Licence: the terms as stated by the publisher
# Coverage: 1990/2020; states cow; cmt:Membership
#
# Table: {name}
# Each column is a variable: ?{code}, ?{time} and so on. A cell that is empty, or one of the marks after `missing`, leaves
# its variable without a value, and a triple with such a variable is left out; a row without a value for a variable
# under `Required` is rejected. ?source is the dataset as a source; ?coverageStart and ?coverageEnd are its first and last
# day. Try it on the first rows: comity import {dataset}.rq FILE --explain
# Columns:
{list}# Required: ?state
CONSTRUCT {{
  ?statement a cmt:Membership ;
    org:member ?state ;
    org:organization ?organisation ;
    org:role <role/member> ;
    cmt:start ?start ;
    cmt:startText ?startText ;
    cmt:source ?source .
}}
WHERE {{
  # A state from a code as of a date: schemes are cow, gw, iso2, iso3, iso-numeric, m49. From a name: cmf:stateNamed(?name, ?date).
  BIND (cmf:state(\"cow\", ?{code}, ?{time}) AS ?state)
  # An organisation by any of its names or its acronym.
  BIND (cmf:organisation(\"UN\") AS ?organisation)
  # A date in EDTF from a year, a month or a day; then the days between which it lies.
  BIND (cmf:edtf(STR(?{time})) AS ?startText)
  BIND (cmf:earliest(?startText) AS ?start)
  # An IRI that stays the same when the data are imported again.
  BIND (cmf:iri(\"membership\", \"{dataset}\", ?state, ?startText) AS ?statement)
}}
"
    )
}
