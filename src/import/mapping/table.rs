//! What a mapping says of one table: its columns, what is skipped, how rows are put together, and the query.

use spargebra::{Query, SparqlParser};

use super::header::{Entry, Section, words};
use crate::vocab;

/// One table of a dataset.
#[derive(Debug, Clone)]
pub struct Table {
    /// How the mapping calls it.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// The name of its file, without endings.
    pub file: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// Its columns, in the order of the header.
    pub columns: Vec<Column>,
    /// Marks that stand for a missing value in every column.
    pub missing: Vec<String>,
    /// Rows that are knowingly left out.
    pub skips: Vec<Skip>,
    /// Why all of its rows are left out, if they are.
    pub skip_all: Option<String>,
    /// Columns whose values together occur once.
    pub key: Vec<String>,
    /// Tables whose columns are added to each row.
    pub joins: Vec<Join>,
    /// Columns that become rows.
    pub unpivot: Option<Unpivot>,
    /// Columns computed from others, before spells are made: expression and name.
    pub computes: Vec<(String, String)>,
    /// How rows of successive times become intervals.
    pub spells: Option<Spells>,
    /// Variables without which a row is rejected.
    pub required: Vec<String>,
    /// The query, if the table makes statements of its own.
    pub construct: Option<Query>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading in the file.
    pub heading: String,
    /// The variable that holds its value.
    pub variable: String,
    /// What its values are.
    pub kind: ColumnType,
    /// Whether a row without it is rejected.
    pub required: bool,
    /// Whether the file may lack the column.
    pub optional: bool,
    /// Whether the mapping knowingly does not use it.
    pub ignored: bool,
    /// Marks for a missing value in this column, besides those of the table.
    pub missing: Vec<String>,
    /// What it means.
    pub description: String,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A year, of the common era or before.
    Year,
    /// A day as in 1949-04-04.
    Date,
    /// 0 or 1, true or false, yes or no.
    Flag,
}

/// Rows that are left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    /// Why.
    pub reason: String,
}

/// A test of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The column's variable.
    pub column: String,
    /// The test.
    pub test: Test,
}

/// What is asked of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is missing.
    Empty,
    /// It is there.
    NotEmpty,
    /// It is one of these.
    In(Vec<String>),
    /// It is none of these.
    NotIn(Vec<String>),
}

/// Another table whose row with the same values is put beside a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The other table.
    pub table: String,
    /// Columns that must be equal, here and there.
    pub on: Vec<(String, String)>,
    /// Whether a row without a partner goes on without it.
    pub optional: bool,
}

/// Columns that become rows, one for each cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpivot {
    /// The variable for the column's heading.
    pub name: String,
    /// The variable for the cell.
    pub value: String,
    /// The columns, by heading; `first..last` for a run of them.
    pub columns: Vec<String>,
}

/// Rows that differ in time alone and follow one another become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spells {
    /// What stays the same.
    pub keys: Vec<String>,
    /// The column of whole numbers that counts the time.
    pub time: String,
}

type Located<T> = Result<T, (usize, String)>;

pub(super) fn parse(section: &Section, default_name: &str) -> Located<Table> {
    let mut table = Table {
        name: default_name.to_owned(),
        description: section.description.join("\n"),
        file: default_name.to_owned(),
        optional: false,
        columns: Vec::new(),
        missing: Vec::new(),
        skips: Vec::new(),
        skip_all: None,
        key: Vec::new(),
        joins: Vec::new(),
        unpivot: None,
        computes: Vec::new(),
        spells: None,
        required: Vec::new(),
        construct: None,
    };
    for entry in &section.entries {
        set(&mut table, entry)?;
    }
    if !section.query.trim().is_empty() {
        table.construct = Some(query(section)?);
    }
    let line = section.entries.first().map_or(1, |entry| entry.line);
    check(&table).map_err(|detail| (line, format!("table `{}`: {detail}", table.name)))?;
    Ok(table)
}

fn set(table: &mut Table, entry: &Entry) -> Located<()> {
    let at = |detail: String| (entry.line, detail);
    match entry.key.as_str() {
        "Table" => {
            table.name.clone_from(&entry.value);
            table.file.clone_from(&entry.value);
        }
        "File" => table.file = super::stem(std::path::Path::new(&entry.value)),
        "Optional" => table.optional = entry.value == "yes",
        "Columns" => {
            for (line, item) in &entry.items {
                table.columns.push(column(item).map_err(|detail| (*line, detail))?);
            }
        }
        "Missing" => table.missing = quoted(&entry.value).map_err(at)?,
        "Skip" => {
            let own = (!entry.value.is_empty()).then(|| (entry.line, entry.value.clone()));
            for (line, item) in own.iter().chain(&entry.items) {
                table.skips.push(skip(item).map_err(|detail| (*line, detail))?);
            }
        }
        "Skip all" => table.skip_all = Some(entry.value.clone()),
        "Key" => table.key = words(&entry.value),
        "Join" => table.joins.push(join(&entry.value).map_err(at)?),
        "Unpivot" => table.unpivot = Some(unpivot(&entry.value).map_err(at)?),
        "Compute" => {
            let own = (!entry.value.is_empty()).then(|| (entry.line, entry.value.clone()));
            for (line, item) in own.iter().chain(&entry.items) {
                table.computes.push(compute(item).map_err(|detail| (*line, detail))?);
            }
        }
        "Spells" => table.spells = Some(spells(&entry.value).map_err(at)?),
        "Required" => {
            table.required = words(&entry.value)
                .iter()
                .map(|word| word.trim_start_matches('?').to_owned())
                .collect();
        }
        _ => {}
    }
    Ok(())
}

/// `"Country name" as country text required missing "-9" : what it means`
fn column(item: &str) -> Result<Column, String> {
    let (declaration, description) = match item.split_once(" : ") {
        Some((declaration, description)) => (declaration, description.trim()),
        None => (item, ""),
    };
    let mut tokens = tokens(declaration)?.into_iter().peekable();
    let heading = tokens.next().unwrap_or_default();
    let mut column = Column {
        variable: heading.clone(),
        heading,
        kind: ColumnType::Text,
        required: false,
        optional: false,
        ignored: false,
        missing: Vec::new(),
        description: description.to_owned(),
    };
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "as" => {
                let name = tokens.next().unwrap_or_default();
                name.trim_start_matches('?').clone_into(&mut column.variable);
            }
            "text" => column.kind = ColumnType::Text,
            "integer" => column.kind = ColumnType::Integer,
            "decimal" => column.kind = ColumnType::Decimal,
            "year" => column.kind = ColumnType::Year,
            "date" => column.kind = ColumnType::Date,
            "flag" => column.kind = ColumnType::Flag,
            "required" => column.required = true,
            "optional" => column.optional = true,
            "ignored" => column.ignored = true,
            "missing" => column.missing.extend(tokens.next()),
            other => {
                return Err(format!(
                    "`{other}` is not understood in the column `{}`: after its heading come `as NAME`, a type (text, integer, decimal, year, date, flag), `required`, `optional`, `ignored`, `missing MARK`, and after ` : ` what it means",
                    column.heading
                ));
            }
        }
    }
    let is_variable = column.variable.chars().all(|c| c.is_alphanumeric() || c == '_')
        && column.variable.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if is_variable || column.ignored {
        Ok(column)
    } else {
        Err(format!(
            "`{}` cannot be a variable: give it a name, as in \"{}\" as name",
            column.variable, column.heading
        ))
    }
}

/// Words, of which those in double quotes may hold spaces.
fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (token, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted
                .split_once('"')
                .ok_or_else(|| format!("a quotation mark is missing in `{text}`"))?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        tokens.push(token.to_owned());
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn quoted(text: &str) -> Result<Vec<String>, String> {
    tokens(&text.replace(',', " "))
}

/// `status = "-9" and year in 1914 1915 : why`
fn skip(item: &str) -> Result<Skip, String> {
    let (conditions, reason) = item
        .rsplit_once(" : ")
        .ok_or_else(|| format!("`{item}` says not why: it ends in ` : ` and the reason"))?;
    let conditions =
        conditions.split(" and ").map(condition).collect::<Result<Vec<_>, String>>()?;
    Ok(Skip { conditions, reason: reason.trim().to_owned() })
}

fn condition(text: &str) -> Result<Condition, String> {
    let parts = tokens(text)?;
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    let values = |values: &[&str]| {
        values.iter().map(|value| value.trim_end_matches(',').to_owned()).collect()
    };
    let (column, test) = match words[..] {
        [column, "empty"] => (column, Test::Empty),
        [column, "not", "empty"] => (column, Test::NotEmpty),
        [column, "=", value] => (column, Test::In(values(&[value]))),
        [column, "!=", value] => (column, Test::NotIn(values(&[value]))),
        [column, "in", ref rest @ ..] if !rest.is_empty() => (column, Test::In(values(rest))),
        [column, "not", "in", ref rest @ ..] if !rest.is_empty() => {
            (column, Test::NotIn(values(rest)))
        }
        _ => {
            return Err(format!(
                "`{text}` is not understood: write `column = value`, `column != value`, `column in a b`, `column not in a b`, `column empty` or `column not empty`, joined by `and`"
            ));
        }
    };
    Ok(Condition { column: column.trim_start_matches('?').to_owned(), test })
}

/// `roll_calls on rcid`, `roll_calls on id = rcid and session`, with `optional` at the end.
fn join(value: &str) -> Result<Join, String> {
    let malformed = || {
        format!(
            "`{value}` is not understood: write `table on column`, `table on here = there`, with `optional` behind it where a row may have no partner"
        )
    };
    let (value, optional) = match value.strip_suffix(" optional") {
        Some(rest) => (rest, true),
        None => (value, false),
    };
    let (table, on) = value.split_once(" on ").ok_or_else(malformed)?;
    let on = on
        .split(" and ")
        .map(|pair| match pair.split_once('=') {
            Some((here, there)) => (here.trim().to_owned(), there.trim().to_owned()),
            None => (pair.trim().to_owned(), pair.trim().to_owned()),
        })
        .collect();
    Ok(Join { table: table.trim().to_owned(), on, optional })
}

/// `obligation value from cow_defense cow_neutral` or `igo value from aaaid..wto`.
fn unpivot(value: &str) -> Result<Unpivot, String> {
    let (names, columns) = value.split_once(" from ").ok_or_else(|| {
        format!("`{value}` is not understood: write `name value from column column …`, or `from first..last`")
    })?;
    match words(names).as_slice() {
        [name, cell] => Ok(Unpivot {
            name: name.trim_start_matches('?').to_owned(),
            value: cell.trim_start_matches('?').to_owned(),
            columns: tokens(columns)?,
        }),
        _ => Err(format!(
            "`{names}` must be two names: one for the column's heading, one for the cell"
        )),
    }
}

/// `cmf:state("cow", ?ccode, ?year) as ?state`
fn compute(item: &str) -> Result<(String, String), String> {
    let malformed = || format!("`{item}` is not understood: write `expression as ?name`");
    let (expression, name) = item.rsplit_once(" as ").ok_or_else(malformed)?;
    Ok((expression.trim().to_owned(), name.trim().trim_start_matches('?').to_owned()))
}

/// `ccode igo status; time year`
fn spells(value: &str) -> Result<Spells, String> {
    let (keys, time) = value.split_once(';').ok_or_else(|| {
        format!("`{value}` is not understood: write `column column …; time column`")
    })?;
    let time = time.trim().strip_prefix("time ").ok_or_else(|| {
        format!("`{}` is not understood: after the `;` comes `time column`", time.trim())
    })?;
    let name = |word: &String| word.trim_start_matches('?').to_owned();
    Ok(Spells {
        keys: words(keys).iter().map(name).collect(),
        time: time.trim().trim_start_matches('?').to_owned(),
    })
}

fn query(section: &Section) -> Located<Query> {
    let parsed = with_prefixes(SparqlParser::new()).parse_query(&section.query);
    match parsed {
        Ok(query @ Query::Construct { .. }) => Ok(query),
        Ok(_) => Err((section.query_line, "the query of a mapping is a `CONSTRUCT`".to_owned())),
        Err(_) => {
            // Blank lines in the place of the header, so that the message names the file's own line.
            let prefixes: String =
                PREFIXES.iter().map(|(name, iri)| format!("PREFIX {name}: <{iri}> ")).collect();
            let lines = "\n".repeat(section.query_line - 1);
            let text = format!("BASE <{}> {prefixes}{lines}{}", vocab::ID, section.query);
            let error = crate::query::parse(&text, None).err();
            let line = error.as_ref().and_then(|error| error.line).unwrap_or(section.query_line);
            Err((line, error.map_or_else(String::new, |error| error.to_string())))
        }
    }
}

/// The prefixes that every mapping has.
const PREFIXES: &[(&str, &str)] = &[
    ("cmt", vocab::ONTOLOGY),
    ("cmf", vocab::FUNCTION),
    ("id", vocab::ID),
    ("org", "http://www.w3.org/ns/org#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A parser that knows the prefixes of mappings, and reads `<role/member>` as a thing of ours.
pub(in crate::import) fn with_prefixes(parser: SparqlParser) -> SparqlParser {
    let parser = parser.clone().with_base_iri(vocab::ID).unwrap_or(parser);
    PREFIXES.iter().fold(parser, |parser, (name, iri)| {
        parser.clone().with_prefix(*name, *iri).unwrap_or(parser)
    })
}

fn check(table: &Table) -> Result<(), String> {
    if table.columns.is_empty() && table.skip_all.is_none() {
        return Err("it has no `# Columns:`".to_owned());
    }
    let computed = table.computes.iter().map(|(_, name)| name);
    let unpivoted = table.unpivot.iter().flat_map(|unpivot| [&unpivot.name, &unpivot.value]);
    let known: Vec<&String> = table
        .columns
        .iter()
        .map(|column| &column.variable)
        .chain(computed)
        .chain(unpivoted)
        .collect();
    let skipped = table.skips.iter().flat_map(|skip| &skip.conditions).map(|test| &test.column);
    let spelled = table.spells.iter().flat_map(|spells| spells.keys.iter().chain([&spells.time]));
    let joined = table.joins.iter().flat_map(|join| join.on.iter().map(|(here, _)| here));
    let has_joins = !table.joins.is_empty();
    for name in table.key.iter().chain(skipped).chain(joined).chain(spelled.filter(|_| !has_joins))
    {
        if !known.contains(&name) {
            return Err(format!("`{name}` is none of its columns"));
        }
    }
    Ok(())
}
