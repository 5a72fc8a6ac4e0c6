//! A report for a terminal.

use unicode_width::UnicodeWidthStr;

use super::{Briefing, reading, reference_text};
use crate::render::terminal;

/// Writes the report for a width.
#[must_use]
pub fn text(briefing: &Briefing<'_>, width: u16) -> String {
    let columns = usize::from(width);
    let mut text = underlined(&briefing.title, '═');
    for line in &briefing.lead {
        text += &filled(line, columns, "");
    }
    for part in &briefing.parts {
        text += "\n";
        text += &underlined(&part.title, '─');
        for line in [Some(&part.says), part.note.as_ref()].into_iter().flatten() {
            text += &filled(line, columns, "");
        }
        if !part.table.rows.is_empty() {
            text += "\n";
            text += &terminal(&briefing.table_with_marks(part), width);
        }
    }
    if !briefing.references.is_empty() {
        text += "\n";
        text += &underlined("Sources", '─');
        for reference in briefing.references {
            let number = format!("[{}] ", reference.number);
            let line = format!("{number}{} ({})", reference_text(reference), reading(reference));
            text += &filled(&line, columns, &" ".repeat(number.len()));
            if let Some(address) = &reference.address {
                text += &format!("{}{}\n", " ".repeat(number.len()), shown(address));
            }
        }
    }
    text
}

fn underlined(title: &str, line: char) -> String {
    let title = shown(title);
    let rule: String = std::iter::repeat_n(line, title.width()).collect();
    format!("{title}\n{rule}\n")
}

/// A paragraph broken between words, all lines but the first indented.
fn filled(paragraph: &str, width: usize, indent: &str) -> String {
    let paragraph = shown(paragraph);
    let mut lines: Vec<String> = vec![String::new()];
    for word in paragraph.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            if line.trim().is_empty() {
                line.push_str(word);
            } else if line.width() + 1 + word.width() <= width {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(format!("{indent}{word}"));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Data must not steer the terminal.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}
