//! How wide a text is, roughly, and what to do when it is too wide.

/// The width of a text in a sans-serif font of a size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The advance of a character in ems: that of a wide font such as `DejaVu` Sans, so that narrower ones fit as well.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | ' ' | 'I' => 0.33,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.41,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.97,
        character if character.is_ascii_uppercase() => 0.74,
        character if character.is_ascii() => 0.635,
        character if u32::from(character) < 0x2E80 => 0.7,
        _ => 1.0,
    }
}

/// A text cut to a width, with an ellipsis where something is missing.
pub(super) fn clipped(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = width("…", size);
    for character in text.chars() {
        used += advance(character) * size;
        if used > most {
            break;
        }
        kept.push(character);
    }
    kept.trim_end().to_owned() + "…"
}

/// A text broken between words into lines that fit a width.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + 0.3 * size <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text as it stands in XML.
pub(super) fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
