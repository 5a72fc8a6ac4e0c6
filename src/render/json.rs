//! A table as JSON rows.

use serde_json::{Map, Value};

use super::{Cell, Table};

/// One flat object a row. A thing is its IRI under the column's name, its name under the same with `Label`
/// added; a value that is absent is left out.
#[must_use]
pub fn json_rows(table: &Table) -> Vec<Value> {
    table.rows.iter().map(|row| Value::Object(object(&table.columns, row))).collect()
}

fn object(columns: &[String], row: &[Cell]) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, cell) in columns.iter().zip(row) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                object.insert(name.clone(), text.clone().into());
            }
            Cell::Number(number) => {
                object.insert(name.clone(), number_value(number));
            }
            Cell::Node { iri, label, .. } => {
                object.insert(name.clone(), iri.clone().into());
                if let Some(label) = label {
                    object.insert(label_key(name), label.clone().into());
                }
            }
        }
    }
    object
}

/// The field's standard name for the label of a row's node is plain `label`.
fn label_key(column: &str) -> String {
    if column == "node" { "label".to_owned() } else { format!("{column}Label") }
}

/// A number if JSON can say it exactly, else its text.
pub(super) fn number_value(text: &str) -> Value {
    text.parse::<i64>()
        .map(Value::from)
        .or_else(|_| text.parse::<f64>().map(Value::from))
        .unwrap_or_else(|_| Value::from(text))
}
