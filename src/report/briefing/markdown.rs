//! A report as Markdown.

use super::{Briefing, reading, reference_text};
use crate::render;

/// Writes the report.
#[must_use]
pub fn markdown(briefing: &Briefing<'_>) -> String {
    let mut text = format!("# {}\n", escaped(&briefing.title));
    for line in &briefing.lead {
        text += &format!("\n{}\n", escaped(line));
    }
    for part in &briefing.parts {
        text += &format!("\n## {}\n\n{}\n", escaped(&part.title), escaped(&part.says));
        if let Some(note) = &part.note {
            text += &format!("\n*{}*\n", escaped(note));
        }
        if !part.table.rows.is_empty() {
            text += "\n";
            text += &render::markdown(&briefing.table_with_marks(part));
        }
    }
    if !briefing.references.is_empty() {
        text += "\n## Sources\n\n";
        for reference in briefing.references {
            let address =
                reference.address.as_ref().map_or_else(String::new, |url| format!(" <{url}>"));
            text += &format!(
                "{}. {} ({}){address}\n",
                reference.number,
                escaped(&reference_text(reference)),
                reading(reference)
            );
        }
    }
    text
}

/// Words that are not to be taken for markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '*' | '_' | '`' | '<' | '#') {
            escaped.push('\\');
        }
        escaped.push(if character.is_control() { ' ' } else { character });
    }
    escaped
}
