//! A measure of a panel: a `SELECT` with a header, as a layer has one, and how its rows become values.

use rust_embed::RustEmbed;

use super::UnitOfAnalysis;
use crate::projection::{Layer, LayerError, ProjectionKind};
use crate::study::StudyError;

#[derive(RustEmbed)]
#[folder = "queries/panels/"]
#[include = "*.rq"]
struct Files;

/// One measure.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, also as a heading with underscores.
    pub name: String,
    /// The rows, as a layer.
    pub layer: Layer,
    /// How rows become values.
    pub value: Value,
}

/// How the rows of a unit and year become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// 1 where there is a row, else 0.
    Any,
    /// The number of different things that the rows go through (`?via`), or of rows.
    Count,
    /// The sum of the weights.
    Sum,
    /// The greatest weight.
    Greatest,
    /// The weight, where rows do not differ; the mean where they do.
    Mean,
    /// The number of bodies (`?target`) that both states are in.
    Shared,
    /// The share of questions (`?target`) on which both chose the same, among those on which both chose.
    Agreement,
}

/// A measure cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// There is none of this name.
    #[error("there is no measure `{name}` for {unit}: there are {}; a layer can stand for one too: {}", .known.join(", "), .layers.join(", "))]
    Unknown {
        /// The name as given.
        name: String,
        /// What a row is about.
        unit: &'static str,
        /// The measures that there are.
        known: Vec<String>,
        /// The layers.
        layers: Vec<String>,
    },
    /// The header has a value that is not understood.
    #[error("the measure `{name}` says `{line}`: expected {expected}")]
    Header {
        /// The measure.
        name: String,
        /// The line.
        line: String,
        /// What could stand there.
        expected: &'static str,
    },
}

impl Column {
    /// A measure by its name: a file of `queries/panels/`, else a layer.
    pub(super) fn find(name: &str, unit: UnitOfAnalysis) -> Result<Self, StudyError> {
        let is_state = unit == UnitOfAnalysis::StateYear;
        if let Some(file) = Files::get(&format!("{name}.rq")) {
            let text = String::from_utf8_lossy(&file.data).into_owned();
            if unit_of(&text) == is_state {
                return Self::from_text(name, &text).map_err(StudyError::from);
            }
        } else {
            match Layer::find(name) {
                Ok(layer) => return Ok(Self::of_layer(name, layer)),
                Err(LayerError::Unknown { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ColumnError::Unknown {
            name: name.to_owned(),
            unit: if is_state { "a state and year" } else { "a pair of states and year" },
            known: Self::names(is_state),
            layers: Layer::names(),
        }
        .into())
    }

    /// The names of the measures for states, or for pairs of states.
    #[must_use]
    pub fn names(of_state: bool) -> Vec<String> {
        let mut names: Vec<String> = Files::iter()
            .filter(|file| {
                Files::get(file)
                    .is_some_and(|data| unit_of(&String::from_utf8_lossy(&data.data)) == of_state)
            })
            .filter_map(|file| file.strip_suffix(".rq").map(str::to_owned))
            .collect();
        names.sort();
        names
    }

    fn from_text(name: &str, text: &str) -> Result<Self, ColumnError> {
        let mut value = Value::Any;
        for line in text.lines().map_while(|line| line.strip_prefix('#')) {
            if let Some(word) = line.trim().strip_prefix("Value:") {
                value = match word.trim() {
                    "any" => Value::Any,
                    "count" => Value::Count,
                    "sum" => Value::Sum,
                    "greatest" => Value::Greatest,
                    "mean" => Value::Mean,
                    "shared" => Value::Shared,
                    "agreement" => Value::Agreement,
                    _ => {
                        return Err(ColumnError::Header {
                            name: name.to_owned(),
                            line: line.trim().to_owned(),
                            expected: "`any`, `count`, `sum`, `greatest`, `mean`, `shared` or `agreement`",
                        });
                    }
                };
            }
        }
        let layer = Layer::from_text(name, text).map_err(|error| ColumnError::Header {
            name: name.to_owned(),
            line: error.to_string(),
            expected: "the header of a layer",
        })?;
        Ok(Self { name: name.to_owned(), layer, value })
    }

    fn of_layer(name: &str, layer: Layer) -> Self {
        let value = match layer.projection {
            ProjectionKind::None if layer.text.contains("?weight") => Value::Sum,
            ProjectionKind::None => Value::Count,
            ProjectionKind::Sources => Value::Shared,
            ProjectionKind::Agreement => Value::Agreement,
        };
        let name = std::path::Path::new(name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Self { name, layer, value }
    }
}

/// Whether a file measures states rather than pairs.
fn unit_of(text: &str) -> bool {
    text.lines().any(|line| line.trim() == "# Unit: state-year")
}
