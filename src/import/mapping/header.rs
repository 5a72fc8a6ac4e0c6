//! Reading a mapping: the lines of its header, and the queries below them.

use super::table::{self, Table};
use super::{Coverage, Download, Mapping, MappingError};
use crate::model::Edtf;
use crate::vocab;

/// One entry of a header: a key, the rest of its line, and the indented lines below it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) line: usize,
    pub(super) key: String,
    pub(super) value: String,
    pub(super) items: Vec<(usize, String)>,
}

/// The header of the dataset or of one table, and the query below it.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) entries: Vec<Entry>,
    pub(super) description: Vec<String>,
    pub(super) query: String,
    /// The line on which the query begins, from one.
    pub(super) query_line: usize,
}

const KEYS: &[&str] = &[
    "Title", "Dataset", "Version", "Citation", "Licence", "Page", "Copy of", "Download",
    "Coverage", "Layers", "Table", "File", "Optional", "Columns", "Missing", "Skip", "Skip all",
    "Key", "Join", "Unpivot", "Compute", "Spells", "Required",
];

pub(super) fn parse(file: &str, name: &str, text: &str) -> Result<Mapping, MappingError> {
    let fail = |line: usize, detail: String| MappingError { name: file.to_owned(), line, detail };
    let sections = sections(text).map_err(|(line, detail)| fail(line, detail))?;
    let [first, ..] = &sections[..] else { return Err(fail(1, "the file is empty".to_owned())) };
    let mut mapping = Mapping {
        dataset: name.to_owned(),
        title: name.to_owned(),
        description: first.description.join("\n"),
        version: None,
        citation: None,
        licence: None,
        page: None,
        copy_of: None,
        downloads: Vec::new(),
        coverages: Vec::new(),
        layers: Vec::new(),
        tables: Vec::new(),
        text: text.to_owned(),
    };
    for entry in first.entries.iter().filter(|entry| !is_of_table(&entry.key)) {
        set(&mut mapping, entry).map_err(|detail| fail(entry.line, detail))?;
    }
    // A mapping of one table may do without a line that names it.
    let has_own_table = !first.query.trim().is_empty();
    for section in sections.iter().skip(usize::from(!has_own_table)) {
        let table = table::parse(section, name).map_err(|(line, detail)| fail(line, detail))?;
        mapping.tables.push(table);
    }
    if mapping.tables.is_empty() {
        return Err(fail(1, "the mapping has no `CONSTRUCT` and no `# Table:`".to_owned()));
    }
    check_joins(&mapping.tables).map_err(|detail| fail(1, detail))?;
    Ok(mapping)
}

fn is_of_table(key: &str) -> bool {
    let first = KEYS.iter().position(|known| *known == "Table").unwrap_or_default();
    KEYS[first..].contains(&key)
}

fn set(mapping: &mut Mapping, entry: &Entry) -> Result<(), String> {
    let value = entry.value.clone();
    match entry.key.as_str() {
        "Title" => mapping.title = value,
        "Dataset" => {
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if value.is_empty() || !value.chars().all(is_name) {
                return Err(format!(
                    "`{value}` is no name of a dataset: use small letters, digits and hyphens"
                ));
            }
            mapping.dataset = value;
        }
        "Version" => mapping.version = Some(value),
        "Citation" => mapping.citation = Some(joined(entry)),
        "Licence" => mapping.licence = Some(joined(entry)),
        "Page" => mapping.page = Some(value),
        "Copy of" => mapping.copy_of = Some(value),
        "Download" => mapping.downloads.push(download(&value)?),
        "Coverage" => mapping.coverages.push(coverage(&value)?),
        "Layers" => mapping.layers = words(&value),
        _ => {}
    }
    Ok(())
}

fn joined(entry: &Entry) -> String {
    let rest = entry.items.iter().map(|(_, item)| item.as_str());
    std::iter::once(entry.value.as_str())
        .chain(rest)
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}

pub(super) fn words(text: &str) -> Vec<String> {
    text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn download(value: &str) -> Result<Download, String> {
    let mut words = value.split_whitespace();
    let url = words.next().unwrap_or_default().to_owned();
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(format!("`{url}` is no address: it begins with https://"));
    }
    let sha256 = words.next().map(|word| word.trim_start_matches("sha256:").to_lowercase());
    if let Some(hash) = &sha256
        && (hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return Err(format!("`{hash}` is no SHA-256: it has 64 hexadecimal digits"));
    }
    Ok(Download { url, sha256 })
}

/// `1816/2012; states cow; cmt:AllianceCommitment; exhaustive`
fn coverage(value: &str) -> Result<Coverage, String> {
    let mut parts = value.split(';').map(str::trim);
    let span = parts.next().unwrap_or_default();
    let span = Edtf::parse(span)
        .map_err(|error| format!("`{span}` {error}; a span is written as 1816/2012"))?;
    let mut coverage = Coverage { span, kinds: Vec::new(), states: None, exhaustive: false };
    for part in parts {
        if let Some(local) = part.strip_prefix("cmt:").filter(|local| !local.contains(' ')) {
            coverage.kinds.push(format!("{}{local}", vocab::ONTOLOGY));
        } else if let Some(states) = part.strip_prefix("states ") {
            coverage.states = Some(states.to_owned());
        } else if part == "exhaustive" {
            coverage.exhaustive = true;
        } else {
            return Err(format!(
                "`{part}` is not understood; after the span come `cmt:Class`, `states …` and `exhaustive`, each after a `;`"
            ));
        }
    }
    Ok(coverage)
}

fn check_joins(tables: &[Table]) -> Result<(), String> {
    for table in tables {
        for join in &table.joins {
            if !tables.iter().any(|other| other.name == join.table) {
                return Err(format!(
                    "the table `{}` is joined with `{}`, which the mapping does not have",
                    table.name, join.table
                ));
            }
        }
    }
    Ok(())
}

/// Divides a mapping where a line begins with `# Table:`.
fn sections(text: &str) -> Result<Vec<Section>, (usize, String)> {
    let mut sections = vec![Section::default()];
    let mut in_header = true;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let comment = line.strip_prefix('#');
        let starts_table = comment.is_some_and(|rest| rest.trim_start().starts_with("Table:"));
        if starts_table {
            sections.push(Section::default());
            in_header = true;
        }
        let Some(section) = sections.last_mut() else { continue };
        match comment {
            Some(rest) if in_header => header_line(section, number, rest)?,
            None if in_header && line.trim().is_empty() => {}
            _ => {
                if in_header {
                    section.query_line = number;
                    in_header = false;
                }
                section.query.push_str(line);
                section.query.push('\n');
            }
        }
    }
    Ok(sections)
}

fn header_line(section: &mut Section, line: usize, rest: &str) -> Result<(), (usize, String)> {
    let is_item = rest.starts_with("   ") || rest.starts_with('\t');
    let text = rest.trim();
    if text.is_empty() {
        return Ok(());
    }
    if is_item && let Some(entry) = section.entries.last_mut() {
        entry.items.push((line, text.to_owned()));
        return Ok(());
    }
    if let Some((key, value)) = text.split_once(':')
        && KEYS.contains(&key)
    {
        let (key, value) = (key.to_owned(), value.trim().to_owned());
        section.entries.push(Entry { line, key, value, items: Vec::new() });
        return Ok(());
    }
    // A title comes before the description, and a table's name before that of the table.
    if section.entries.iter().all(|entry| matches!(entry.key.as_str(), "Title" | "Table")) {
        section.description.push(text.to_owned());
        return Ok(());
    }
    Err((
        line,
        format!(
            "`{text}` is not understood: a line of the header begins with one of {}; remarks stand right below the title or the table's name, or in the query",
            KEYS.join(", ")
        ),
    ))
}
